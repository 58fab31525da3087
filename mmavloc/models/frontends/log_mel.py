"""Log mel spectrogram, with librosa's conventions."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS

from .base import Frontend

LOGS = ('log', 'log10', 'db')
DB_FLOOR = 1e-10  # librosa's amin of power_to_db


@MODELS.register_module()
class LogMel(Frontend):
    """``(log(M + eps) - mean) / std`` of mel energies, one channel.

    M equals ``librosa.feature.melspectrogram`` of the same arguments.

    Args:
        sample_rate: sample rate of the waveforms in Hz.
        n_fft, hop_length: size and hop of the STFT in samples, with a Hann
            window.
        win_length: length of the window, centred in ``n_fft``; ``n_fft`` by
            default.
        n_mels: number of mel bins.
        fmin, fmax: frequency range in Hz; up to ``sample_rate / 2`` by
            default.
        htk: whether to use HTK's mel scale instead of Slaney's.
        norm: ``'slaney'`` divides each filter by its width; with None the
            peak of each filter is 1.
        power: exponent of the magnitudes; 2 for energy.
        center: whether to pad the waveform so that frames are centred.
        normalized: whether to divide energies by the sum of the window's
            squares, as torchaudio's ``normalized=True``.
        pad_mode: padding of ``center``: ``'constant'``, librosa's default, or
            ``'reflect'``.
        log: ``'log'``, ``'log10'``, or ``'db'``: ``10 log10(max(M, 1e-10))``,
            at most ``top_db`` below the clip's maximum, as librosa's
            ``power_to_db(M, ref=1.0)``.
        eps: added before ``'log'`` and ``'log10'``.
        top_db: for ``'db'``; None for no limit.
        mean, std: of the logarithm.
        time_first: frames as rows, (b 1 t' n_mels), as some releases have.

    Raises:
        ValueError: an unknown ``log``; the audio is shorter than a window.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        n_fft: int = 2048,
        hop_length: int = 512,
        win_length: int | None = None,
        n_mels: int = 128,
        fmin: float = 0.0,
        fmax: float | None = None,
        htk: bool = False,
        norm: str | None = 'slaney',
        power: float = 2.0,
        center: bool = True,
        normalized: bool = False,
        pad_mode: str = 'constant',
        log: str = 'log',
        eps: float = 1e-7,
        top_db: float | None = 80.0,
        mean: float = 0.0,
        std: float = 1.0,
        time_first: bool = False,
    ):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        import librosa

        if log not in LOGS:
            raise ValueError(f'log={log!r}: expected one of {", ".join(LOGS)}')
        self.stft = dict(
            n_fft=n_fft,
            hop_length=hop_length,
            win_length=win_length or n_fft,
            center=center,
            pad_mode=pad_mode,
            return_complex=True,
        )
        self.power, self.log, self.top_db = power, log, top_db
        self.eps, self.mean, self.std = eps, mean, std
        self.time_first = time_first
        filters = librosa.filters.mel(
            sr=sample_rate,
            n_fft=n_fft,
            n_mels=n_mels,
            fmin=fmin,
            fmax=fmax,
            htk=htk,
            norm=norm,
        )
        window = torch.hann_window(win_length or n_fft)
        if normalized:
            window = window / window.square().sum().sqrt()
        self.register_buffer('window', window, persistent=False)
        filters = torch.from_numpy(filters)
        self.register_buffer('filters', filters, persistent=False)

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 n_mels t'), or transposed."""
        centred = self.stft['center']
        self.check_length(
            waveform, self.stft['n_fft'] // (2 if centred else 1) + centred
        )
        spectrum = torch.stft(waveform, window=self.window, **self.stft)
        m = self.filters @ spectrum.abs() ** self.power  # b n t'
        if self.log == 'db':
            m = 10 * m.clamp_min(DB_FLOOR).log10()
            if self.top_db is not None:
                m = m.maximum(m.amax(dim=(1, 2), keepdim=True) - self.top_db)
        else:
            m = m + self.eps
            m = m.log() if self.log == 'log' else m.log10()
        m = (m - self.mean) / self.std
        return (m.mT if self.time_first else m)[:, None]
