"""What every front end shares: the audio contract, and float32."""

import torch
from torch import Tensor, nn

INT16 = 32768  # full scale of 16-bit samples


def to_float(waveform: Tensor) -> Tensor:
    """Return samples as float32 in [-1, 1].

    The audio of a batch is (b t), either int16 with full scale 32768, as
    16-bit files store it, or floating point in [-1, 1]. The quotient equals
    what reading the file as float32 gives, bit for bit.

    Raises:
        ValueError: samples of another type.
    """
    if waveform.dtype == torch.int16:
        return waveform.float() / INT16
    if waveform.is_floating_point():
        return waveform.float()
    raise ValueError(
        f'audio of type {waveform.dtype}; want int16, or floating point in '
        '[-1, 1]'
    )


class Frontend(nn.Module):
    """Waveform (b t) -> input of an audio network (b c f t'), on the device.

    A subclass writes :meth:`transform`, on float32. Buffers are not
    persistent: they follow from the arguments, and a checkpoint need not
    carry them.

    Args:
        sample_rate: of the waveforms in Hz; None accepts any.
        out_channels: c.
    """

    def __init__(self, *, sample_rate: int | None, out_channels: int):
        super().__init__()
        self.sample_rate = sample_rate
        self.out_channels = out_channels

    def forward(self, waveform: Tensor) -> Tensor:
        """Transform int16 or float waveforms, in float32 also under AMP."""
        # Half precision has no complex transform and would round the phase.
        with torch.autocast(waveform.device.type, enabled=False):
            return self.transform(to_float(waveform))

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn float32 waveforms (b t) into (b c f t')."""
        raise NotImplementedError

    def check_length(self, waveform: Tensor, least: int) -> None:
        """Refuse a waveform shorter than ``least`` samples."""
        if waveform.shape[-1] < least:
            raise ValueError(
                f'audio of {waveform.shape[-1]} samples is too short for '
                f'{type(self).__name__}; want at least {least} samples'
            )
