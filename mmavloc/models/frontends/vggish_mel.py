"""What VGGish hears: log mel bands, cut into examples of a second."""

import math

import torch
from torch import Tensor

from mmavloc.registry import MODELS

from .base import Frontend

RATE, WINDOW, HOP, BINS = 16_000, 400, 160, 512
FRAMES, BANDS, LOW, HIGH = 96, 64, 125.0, 7500.0
EPS = 0.01


def mel_triangles() -> Tensor:
    """Weights (257 64) of triangles that are straight in mel, not in Hz."""

    def mel(hertz: float | Tensor) -> Tensor:
        return 1127 * (1 + torch.as_tensor(hertz) / 700).log()

    bins = mel(torch.linspace(0, RATE / 2, BINS // 2 + 1).double())[:, None]
    edges = torch.linspace(
        float(mel(LOW)), float(mel(HIGH)), BANDS + 2, dtype=torch.float64
    )
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins - low) / (centre - low)
    falling = (high - bins) / (high - centre)
    triangles = rising.minimum(falling).clamp_min(0)
    triangles[0] = 0  # 0 Hz
    return triangles


@MODELS.register_module()
class VGGishMel(Frontend):
    """``log(mel + 0.01)`` of magnitudes, (b e 96 64): e examples in a row.

    Hershey et al., "CNN Architectures for Large-Scale Audio Classification",
    ICASSP 2017: windows of 25 ms every 10 ms, 64 bands of 125 to 7500 Hz;
    96 frames make an example, what is left at the end is dropped.

    Args:
        sample_rate: 16000, and no other.

    Raises:
        ValueError: another rate; audio of less than one example.
    """

    def __init__(self, *, sample_rate: int = RATE):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        if sample_rate != RATE:
            raise ValueError(
                f'VGGishMel at {sample_rate} Hz; expected {RATE}, as VGGish '
                'was trained'
            )
        window = 0.5 - 0.5 * torch.cos(
            2 * math.pi * torch.arange(WINDOW).double() / WINDOW
        )
        for name, value in (('window', window), ('mel', mel_triangles())):
            self.register_buffer(name, value.float(), persistent=False)

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b e 96 64)."""
        self.check_length(waveform, WINDOW + (FRAMES - 1) * HOP)
        frames = waveform.unfold(-1, WINDOW, HOP) * self.window
        mel = torch.fft.rfft(frames, n=BINS).abs() @ self.mel  # b t' 64
        count = mel.shape[1] // FRAMES
        log = (mel[:, : count * FRAMES] + EPS).log()
        return log.unflatten(1, (count, FRAMES))
