"""Kaldi's filter banks, by torchaudio if it is installed."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS

from . import kaldi as own
from .base import Frontend


@MODELS.register_module()
class KaldiFbank(Frontend):
    """``(fbank - mean) / std`` of ``torchaudio.compliance.kaldi``.

    Audio transformers are trained on it. With torchaudio (``pip install
    'mmavloc[audio]'``) it runs clip by clip. Without torchaudio,
    :func:`mmavloc.models.frontends.kaldi.fbank` computes the same for the
    arguments below.

    Args:
        sample_rate: of the waveforms in Hz.
        n_mels: bins.
        window: of Kaldi's names, such as ``'hanning'`` or ``'povey'``.
        frame_length, frame_shift: in milliseconds.
        gain: of the samples; BEATs has 32768.
        mean, std: of the log energies.
        **kwargs: further arguments of ``kaldi.fbank``; ``dither`` is 0 unless
            given, so that a clip has one spectrogram.

    Raises:
        ImportError: further arguments, and torchaudio cannot be imported.
        ValueError: audio shorter than a frame.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        n_mels: int = 128,
        window: str = 'hanning',
        frame_length: float = 25.0,
        frame_shift: float = 10.0,
        gain: float = 1.0,
        mean: float = 0.0,
        std: float = 1.0,
        **kwargs,
    ):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        try:
            from torchaudio.compliance import kaldi

            self.fbank = kaldi.fbank
        except (ImportError, OSError) as error:
            if kwargs:
                raise ImportError(
                    f'KaldiFbank needs torchaudio for {", ".join(kwargs)}, '
                    f'which cannot be imported ({error}); install the one of '
                    'this torch, or use LogMel'
                ) from None
            self.fbank = None
        self.gain = gain
        self.least = int(sample_rate * frame_length / 1000)
        self.mean, self.std = mean, std
        self.options = (
            dict(
                sample_frequency=sample_rate,
                num_mel_bins=n_mels,
                window_type=window,
                frame_length=frame_length,
                frame_shift=frame_shift,
                dither=0.0,
            )
            | kwargs
        )

    def transform(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b t) into (b 1 n_mels t')."""
        self.check_length(waveform, self.least)
        waveform = waveform * self.gain
        if self.fbank is None:
            banks = own.fbank(waveform, **self.options)
        else:
            banks = torch.stack(
                [self.fbank(clip[None], **self.options) for clip in waveform]
            )
        return ((banks - self.mean) / self.std).mT[:, None]
