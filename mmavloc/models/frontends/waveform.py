"""The waveform itself, for networks that convolve samples."""

from torch import Tensor

from mmavloc.registry import MODELS

from .base import Frontend


@MODELS.register_module()
class Waveform(Frontend):
    """Samples times a gain, (b 1 t 1).

    Args:
        sample_rate: of the waveforms in Hz.
        gain: what a sample of full scale becomes; SoundNet has 256.
    """

    def __init__(self, *, sample_rate: int, gain: float = 1.0):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        self.gain = gain

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn float32 waveforms (b t) into (b 1 t 1)."""
        return (waveform * self.gain)[:, None, :, None]
