"""Front ends: waveform (b t) -> input of an audio network (b c f t').

:class:`AVDataPreprocessor` runs them on batches, on the model's device.
Audio in a batch is int16 (full scale 32768) or float32 in [-1, 1]; see
:func:`to_float`.
"""

from .amplitude_phase import AmplitudePhase
from .band_mask import BandMask
from .base import Frontend, to_float
from .kaldi_fbank import KaldiFbank
from .log_mel import LogMel
from .log_spectrogram import LogSpectrogram
from .vggish_mel import VGGishMel
from .waveform import Waveform

__all__ = [
    'AmplitudePhase',
    'BandMask',
    'Frontend',
    'KaldiFbank',
    'LogMel',
    'LogSpectrogram',
    'VGGishMel',
    'Waveform',
    'to_float',
]
