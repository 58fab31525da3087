"""Kaldi's filter banks in torch, without torchaudio."""

import math

import torch
from torch import Tensor
from torch.nn import functional

EPS = torch.finfo(torch.float32).eps  # least energy
PREEMPHASIS = 0.97
LOW = 20.0  # Hz, lower end of the first band
WINDOWS = {'hanning': 1.0, 'povey': 0.85}  # powers of a Hann window


def _mel(hertz: Tensor) -> Tensor:
    return 1127 * (1 + hertz / 700).log()


def mel_bank(bands: int, size: int, rate: float) -> Tensor:
    """Weights (bands size/2+1) of triangles that are straight in mel."""
    ends = _mel(torch.tensor([LOW, rate / 2], dtype=torch.float64))
    edges = torch.linspace(*ends.tolist(), bands + 2, dtype=torch.float64)
    low, centre, high = (
        x[:, None] for x in (edges[:-2], edges[1:-1], edges[2:])
    )
    bins = _mel(torch.arange(size // 2).double() * rate / size)
    rising, falling = (
        (bins - low) / (centre - low),
        (high - bins) / (high - centre),
    )
    weights = rising.minimum(falling).clamp_min(0)
    return functional.pad(weights, (0, 1)).float()  # nothing at Nyquist


def fbank(
    waveform: Tensor,
    *,
    sample_frequency: float,
    num_mel_bins: int,
    window_type: str = 'povey',
    frame_length: float = 25.0,
    frame_shift: float = 10.0,
    dither: float = 0.0,
) -> Tensor:
    """Log mel energies (b t' bands) of waveforms (b t), as Kaldi's defaults.

    Each frame loses its mean, is pre-emphasised, windowed and filled with
    zeros to a power of two. Equals ``torchaudio.compliance.kaldi.fbank`` of
    the same arguments.

    Raises:
        ValueError: another window; dither, which is not done here.
    """
    if window_type not in WINDOWS or dither:
        raise ValueError(
            f'window_type={window_type!r}, dither={dither}: without '
            f'torchaudio expected one of {", ".join(WINDOWS)}, and no dither'
        )
    length = int(sample_frequency * frame_length / 1000)
    hop = int(sample_frequency * frame_shift / 1000)
    frames = waveform.unfold(-1, length, hop)
    frames = frames - frames.mean(dim=-1, keepdim=True)
    before = torch.cat([frames[..., :1], frames[..., :-1]], dim=-1)
    frames = frames - PREEMPHASIS * before
    window = torch.hann_window(length, periodic=False, dtype=torch.float64)
    window = window.pow(WINDOWS[window_type]).to(frames)
    size = 2 ** math.ceil(math.log2(length))
    power = torch.fft.rfft(frames * window, n=size).abs().square()
    bank = mel_bank(num_mel_bins, size, sample_frequency).to(power)
    return (power @ bank.T).clamp_min(EPS).log()
