"""Base class of front ends: conversion of samples, and float32."""

import torch
from torch import Tensor, nn

INT16 = 32768  # full scale of 16-bit samples


def to_float(waveform: Tensor) -> Tensor:
    """Return samples as float32 in [-1, 1].

    The audio of a batch is (b t), either int16 with full scale 32768, as
    16-bit files store it, or floating point in [-1, 1]. The converted samples
    are bit-equal to those of a file that is read as float32.

    Raises:
        ValueError: samples of another type.
    """
    if waveform.dtype == torch.int16:
        return waveform.float() / INT16
    if waveform.is_floating_point():
        return waveform.float()
    raise ValueError(
        f'audio of type {waveform.dtype}; expected int16, or floating point '
        'in [-1, 1]'
    )


class Frontend(nn.Module):
    """Waveform (b t) -> input of an audio network (b c f t'), on the device.

    A subclass implements :meth:`transform` for float32. Buffers are not
    persistent: they follow from the arguments, so that checkpoints need not
    contain them.

    Args:
        sample_rate: sample rate of the waveforms in Hz; None accepts any.
        out_channels: c, the number of output channels.
    """

    def __init__(self, *, sample_rate: int | None, out_channels: int):
        super().__init__()
        self.sample_rate = sample_rate
        self.out_channels = out_channels

    def forward(self, waveform: Tensor) -> Tensor:
        """Transform int16 or float waveforms, in float32 also with AMP."""
        # Half precision has no complex STFT and would round the phase.
        with torch.autocast(waveform.device.type, enabled=False):
            return self.transform(to_float(waveform))

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn float32 waveforms (b t) into (b c f t')."""
        raise NotImplementedError

    def check_length(self, waveform: Tensor, least: int) -> None:
        """Raise ValueError for a waveform shorter than ``least`` samples."""
        if waveform.shape[-1] < least:
            raise ValueError(
                f'audio of {waveform.shape[-1]} samples is too short for '
                f'{type(self).__name__}, which needs at least {least} samples'
            )
