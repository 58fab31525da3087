"""Audio front ends in real arithmetic, for formats without complex numbers.

The Fourier transform of a frame is a matrix product; here it is a
convolution of the waveform with windowed cosines and sines. The results equal
those of the front ends within rounding.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.frontends import (
    AmplitudePhase,
    KaldiFbank,
    LogMel,
    LogSpectrogram,
    VGGishMel,
    Waveform,
    kaldi,
    vggish_mel,
)
from mmavloc.models.frontends.amplitude_phase import LOG_FLOOR
from mmavloc.models.frontends.base import Frontend
from mmavloc.models.frontends.log_mel import DB_FLOOR

ROUNDING = 1e-5  # of a spectrum in float32, relative to its largest amplitude
TINY = 1e-30  # a positive number next to any part of a spectrum


class RealSpectrum(nn.Module):
    """Waveforms (b t) -> real and imaginary part, each (b f t').

    Args:
        window: of each frame (n).
        n_fft: length of the transform, zeros filling the frame up to it.
        hop_length: samples between frames.
        pad: samples added at either end.
        pad_mode: how, ``'reflect'`` or ``'constant'``.
        detrend: whether to subtract the mean of each frame first.
        preemphasis: share of the sample before that is subtracted from each
            sample of a frame, from the first sample that of itself.
    """

    def __init__(
        self,
        window: Tensor,
        *,
        n_fft: int,
        hop_length: int,
        pad: int = 0,
        pad_mode: str = 'reflect',
        detrend: bool = False,
        preemphasis: float = 0.0,
    ):
        super().__init__()
        n = torch.arange(len(window), dtype=torch.float64)
        f = torch.arange(n_fft // 2 + 1, dtype=torch.float64)
        # the product of integers is reduced first: cosines of small angles
        angle = 2 * math.pi / n_fft * (f[:, None] * n % n_fft)
        waves = torch.cat([angle.cos(), -angle.sin()])
        # sin(pi) is not 0 in floating point, and the phase of a real number
        # would become -pi or pi by chance
        waves[waves.abs() < 1e-12] = 0
        waves = waves * window.double()
        if preemphasis:  # linear, too: what a sample adds to its follower
            after = functional.pad(waves[:, 1:], (0, 1))
            first = preemphasis * waves[:, :1]
            waves = waves - preemphasis * after
            waves[:, :1] -= first
        if detrend:  # subtracting the mean is linear, so part of the kernel
            waves = waves - waves.mean(dim=1, keepdim=True)
        self.register_buffer('waves', waves.float()[:, None])
        self.hop_length, self.pad, self.pad_mode = hop_length, pad, pad_mode

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        """Transform all frames."""
        wave = waveform[:, None]
        if self.pad:
            wave = functional.pad(wave, (self.pad, self.pad), self.pad_mode)
        both = functional.conv1d(wave, self.waves, stride=self.hop_length)
        real, imag = both.chunk(2, dim=1)
        return real, imag


class RealAmplitudePhase(nn.Module):
    """See :class:`AmplitudePhase`.

    The first frame is reflected and its spectrum is real, so that rounding
    decides whether a phase is pi or -pi. Here it is pi, in every runtime, and
    the phase of numbers of the size of rounding errors is 0.
    """

    def __init__(self, front: AmplitudePhase):
        super().__init__()
        self.spectrum = RealSpectrum(
            front.window,
            n_fft=front.n_fft,
            hop_length=front.hop_length,
            pad=front.n_fft // 2,
        )

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 2 f t')."""
        real, imag = self.spectrum(waveform)
        amplitude = (real * real + imag * imag).sqrt()
        error = ROUNDING * amplitude.amax(dim=1, keepdim=True)
        # The atan2 of ONNX is -pi for zero over a negative number.
        imag = torch.where(imag.abs() > error, imag, TINY)
        phase = torch.where(amplitude > error, torch.atan2(imag, real), 0.0)
        return torch.stack(
            [(amplitude + LOG_FLOOR).log(), phase / math.pi], dim=1
        )


class RealLogSpectrogram(nn.Module):
    """See :class:`LogSpectrogram`."""

    def __init__(self, front: LogSpectrogram):
        super().__init__()
        self.front = front
        self.spectrum = RealSpectrum(
            front.window,
            n_fft=front.n_fft,
            hop_length=front.hop_length,
            detrend=bool(front.detrend),
        )

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 f t')."""
        front = self.front
        real, imag = self.spectrum(waveform)
        s = real * real + imag * imag
        s = (s if front.power == 2 else s.sqrt()) * front.scale[:, None]
        return (((s + front.eps).log() - front.mean) / front.std)[:, None]


class RealLogMel(nn.Module):
    """See :class:`LogMel`."""

    def __init__(self, front: LogMel):
        super().__init__()
        self.front = front
        stft = front.stft
        n_fft, length = stft['n_fft'], stft['win_length']
        left = (n_fft - length) // 2
        window = functional.pad(front.window, (left, n_fft - length - left))
        self.spectrum = RealSpectrum(
            window,
            n_fft=n_fft,
            hop_length=stft['hop_length'],
            pad=n_fft // 2 if stft['center'] else 0,
            pad_mode=stft['pad_mode'],
        )

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 n_mels t'), or transposed."""
        front = self.front
        real, imag = self.spectrum(waveform)
        power = real * real + imag * imag
        m = front.filters @ (power if front.power == 2 else power.sqrt())
        if front.log == 'db':
            m = 10 * m.clamp_min(DB_FLOOR).log() / math.log(10)
            if front.top_db is not None:
                m = m.maximum(m.amax(dim=(1, 2), keepdim=True) - front.top_db)
        else:
            m = (m + front.eps).log()
            if front.log == 'log10':
                m = m / math.log(10)
        m = (m - front.mean) / front.std
        return (m.mT if front.time_first else m)[:, None]


class RealKaldiFbank(nn.Module):
    """See :class:`KaldiFbank`."""

    def __init__(self, front: KaldiFbank):
        super().__init__()
        known = dict(front.options)
        rate, bands = known['sample_frequency'], known['num_mel_bins']
        length = int(rate * known['frame_length'] / 1000)
        hann = torch.hann_window(length, periodic=False, dtype=torch.float64)
        size = 2 ** math.ceil(math.log2(length))
        self.spectrum = RealSpectrum(
            hann.pow(kaldi.WINDOWS[known['window_type']]),
            n_fft=size,
            hop_length=int(rate * known['frame_shift'] / 1000),
            detrend=True,
            preemphasis=kaldi.PREEMPHASIS,
        )
        self.register_buffer('bank', kaldi.mel_bank(bands, size, rate))
        self.front = front

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 n_mels t')."""
        front = self.front
        real, imag = self.spectrum(waveform * front.gain)
        energy = self.bank @ (real * real + imag * imag)
        banks = energy.clamp_min(kaldi.EPS).log()
        return ((banks - front.mean) / front.std)[:, None]


class RealVGGishMel(nn.Module):
    """See :class:`VGGishMel`."""

    def __init__(self, front: VGGishMel):
        super().__init__()
        self.front = front
        self.spectrum = RealSpectrum(
            front.window, n_fft=vggish_mel.BINS, hop_length=vggish_mel.HOP
        )

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b e 96 64)."""
        real, imag = self.spectrum(waveform)
        mel = (real * real + imag * imag).sqrt().mT @ self.front.mel
        count = mel.shape[1] // vggish_mel.FRAMES
        log = (mel[:, : count * vggish_mel.FRAMES] + vggish_mel.EPS).log()
        return log.unflatten(1, (count, vggish_mel.FRAMES))


REAL = {
    AmplitudePhase: RealAmplitudePhase,
    LogSpectrogram: RealLogSpectrogram,
    LogMel: RealLogMel,
    KaldiFbank: RealKaldiFbank,
    VGGishMel: RealVGGishMel,
    Waveform: lambda front: front,  # has no complex numbers itself
}
KALDI = {
    'sample_frequency',
    'num_mel_bins',
    'window_type',
    'frame_length',
    'frame_shift',
    'dither',
}


def real_frontend(front: Frontend) -> nn.Module:
    """Return a front end's counterpart without complex numbers.

    Raises:
        ValueError: there is none.
    """
    made = REAL.get(type(front))
    if made is None:
        raise ValueError(
            f'the front end {type(front).__name__} cannot be exported; want '
            f'{", ".join(kind.__name__ for kind in REAL)}'
        )
    if isinstance(front, LogMel) and front.power not in (1, 2):
        raise ValueError(
            f'LogMel(power={front.power:g}) cannot be exported; want 1 or 2'
        )
    if isinstance(front, KaldiFbank) and (
        (more := set(front.options) - KALDI)
        or front.options['dither']
        or front.options['window_type'] not in kaldi.WINDOWS
    ):
        raise ValueError(
            'KaldiFbank cannot be exported with '
            f'{", ".join(sorted(more)) or "dither or this window"}; want '
            f'{" or ".join(kaldi.WINDOWS)}, and no further arguments'
        )
    return made(front)
