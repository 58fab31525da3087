"""Log spectrogram, with the conventions of ``scipy.signal.spectrogram``."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS

from .base import Frontend

SCALINGS = ('density', 'spectrum')


@MODELS.register_module()
class LogSpectrogram(Frontend):
    """``(log(S + eps) - mean) / std``, one channel.

    S equals ``scipy.signal.spectrogram`` of the same arguments: the first
    window begins at the first sample, there is no padding, and the result has
    ``1 + (n - win_length) // hop_length`` frames of ``n_fft // 2 + 1`` bins.

    Args:
        sample_rate: sample rate of the waveforms in Hz.
        win_length, hop_length: window and hop in samples; SciPy's
            ``noverlap`` is their difference.
        n_fft: length to which each window is padded with zeros;
            ``win_length`` by default.
        window: name, or tuple of name and parameters, as
            ``scipy.signal.get_window`` takes it; SciPy's default is
            ``('tukey', 0.25)``.
        detrend: ``'constant'`` subtracts the mean of each window, SciPy's
            default; None keeps it.
        scaling: ``'density'`` (V^2 / Hz) or ``'spectrum'`` (V^2).
        power: 2, SciPy's one-sided mode ``'psd'``, or 1, SciPy's mode
            ``'magnitude'``.
        eps: added before the logarithm.
        mean, std: mean and standard deviation of the logarithm.

    Raises:
        ValueError: an unknown scaling, detrend or power; a window longer than
            ``n_fft`` or than the waveform.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        win_length: int = 512,
        hop_length: int = 160,
        n_fft: int | None = None,
        window: str | tuple = 'hann',
        detrend: str | None = None,
        scaling: str = 'density',
        power: int = 2,
        eps: float = 1e-7,
        mean: float = 0.0,
        std: float = 1.0,
    ):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        from scipy.signal import get_window

        n_fft = win_length if n_fft is None else n_fft
        if scaling not in SCALINGS:
            raise ValueError(
                f'scaling={scaling!r}: expected one of {", ".join(SCALINGS)}'
            )
        if detrend not in (None, 'constant') or power not in (1, 2):
            raise ValueError(
                f'detrend={detrend!r}, power={power!r}: expected None or '
                "'constant', and 1 or 2"
            )
        if n_fft < win_length:
            raise ValueError(
                f'n_fft={n_fft}: expected at least win_length={win_length}'
            )
        # A config turns tuples into lists.
        window = tuple(window) if isinstance(window, list) else window
        values = torch.from_numpy(get_window(window, win_length))
        self.win_length = win_length
        self.hop_length = hop_length
        self.n_fft = n_fft
        self.detrend = detrend
        self.power = power
        self.eps, self.mean, self.std = eps, mean, std
        norm = sample_rate * (values**2).sum()
        scale = 1 / (norm if scaling == 'density' else values.sum() ** 2)
        scale = torch.full((n_fft // 2 + 1,), float(scale))
        if power == 2:
            # Each bin represents two frequencies, +f and -f, except those of
            # 0 Hz and of the Nyquist frequency.
            scale[1 : None if n_fft % 2 else -1] *= 2
        else:
            scale = scale.sqrt()
        for name, value in (('window', values.float()), ('scale', scale)):
            self.register_buffer(name, value, persistent=False)

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 f t')."""
        self.check_length(waveform, self.win_length)
        frames = waveform.unfold(-1, self.win_length, self.hop_length)
        if self.detrend:
            frames = frames - frames.mean(dim=-1, keepdim=True)
        spectrum = torch.fft.rfft(frames * self.window, n=self.n_fft)
        s = spectrum.abs() ** self.power * self.scale  # b t' f
        return (((s + self.eps).log() - self.mean) / self.std).mT[:, None]
