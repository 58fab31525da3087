"""Kaldi's filter banks, computed by torchaudio."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS

from .base import Frontend


@MODELS.register_module()
class KaldiFbank(Frontend):
    """``(fbank - mean) / std`` of ``torchaudio.compliance.kaldi``.

    It is the usual input of audio transformers. It is the only part that
    needs torchaudio (``pip install 'mmavloc[audio]'``), and it processes one
    clip at a time.

    Args:
        sample_rate: sample rate of the waveforms in Hz.
        n_mels: number of mel bins.
        window: Kaldi's name of the window, such as ``'hanning'`` or
            ``'povey'``.
        frame_length, frame_shift: window and hop in milliseconds.
        mean, std: mean and standard deviation of the log energies.
        **kwargs: further arguments of ``kaldi.fbank``. ``dither`` is 0 by
            default, so that the spectrogram is deterministic.

    Raises:
        ImportError: torchaudio is missing or incompatible with torch.
        ValueError: the audio is shorter than a frame.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        n_mels: int = 128,
        window: str = 'hanning',
        frame_length: float = 25.0,
        frame_shift: float = 10.0,
        mean: float = 0.0,
        std: float = 1.0,
        **kwargs,
    ):
        super().__init__(sample_rate=sample_rate, out_channels=1)
        try:
            from torchaudio.compliance import kaldi
        except (ImportError, OSError) as error:
            raise ImportError(
                f'KaldiFbank needs torchaudio, which cannot be imported '
                f'({error}); install the version for this torch, or use LogMel'
            ) from None
        self.fbank = kaldi.fbank
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
        banks = torch.stack(
            [self.fbank(clip[None], **self.options) for clip in waveform]
        )
        return ((banks - self.mean) / self.std).mT[:, None]
