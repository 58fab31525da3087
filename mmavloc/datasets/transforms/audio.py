"""Reading sounds."""

from pathlib import Path

import numpy as np
import soundfile
from mmcv.transforms import BaseTransform

from mmavloc.datasets.errors import UnreadableMediaError
from mmavloc.registry import TRANSFORMS
from mmavloc.utils.wav import promised_frames


@TRANSFORMS.register_module()
class LoadAudio(BaseTransform):
    """Read ``audio_path`` into ``audio``: float32 mono samples (t).

    Only the wanted window is read. Channels are averaged, another rate is
    resampled, a clip shorter than the window is repeated from its start until
    it fills it (zeros would dilute the mean over time), silence stays
    silence.

    Args:
        sample_rate: of the result, in Hz.
        duration: of the window in seconds; None for the whole file, whose
            length must then agree with the others of its batch.
        start: of the window in seconds. Annotators judged the first ten.
        random_start: draw the start anew each time, uniformly over a
            recording that is longer than the window, as augmentation.

    Raises:
        UnreadableMediaError: the file is missing, empty, truncated, holds no
            samples there, or is not a sound.
    """

    def __init__(
        self,
        *,
        sample_rate: int = 22050,
        duration: float | None = 10.0,
        start: float = 0.0,
        random_start: bool = False,
    ):
        if duration is not None and duration <= 0:
            raise ValueError(f'duration={duration} s: want more than 0')
        self.sample_rate = sample_rate
        self.duration = duration
        self.start = start
        self.random_start = random_start

    def transform(self, results: dict) -> dict:
        """Add ``audio`` and ``sample_rate``."""
        path = Path(results['audio_path'])
        wave, rate = self._read(path)
        audio = wave.mean(axis=1)
        if rate != self.sample_rate:
            import librosa

            audio = librosa.resample(
                audio, orig_sr=rate, target_sr=self.sample_rate
            )
        if self.duration is not None:
            wanted = round(self.duration * self.sample_rate)
            # Rounding in the resampler may leave one sample too few; that is
            # no reason to jump back to the start of the clip.
            if len(audio) < wanted <= len(audio) + 2 and len(wave) > 2:
                audio = np.pad(audio, (0, wanted - len(audio)), mode='edge')
            audio = np.resize(audio, wanted)
        results['audio'] = np.ascontiguousarray(audio, dtype=np.float32)
        results['sample_rate'] = self.sample_rate
        return results

    def _read(self, path: Path) -> tuple[np.ndarray, int]:
        """Return the window's samples (t channels) and their rate."""
        if not path.is_file():
            raise UnreadableMediaError(
                f'{path}: no such file; want a WAV file of this clip'
            )
        try:
            with soundfile.SoundFile(path) as file:
                rate, total = file.samplerate, file.frames
                count = -1
                if self.duration is not None:
                    # Round up: at 44.1 kHz a half sample may be missing.
                    count = int(np.ceil(self.duration * rate)) + 1
                first = round(self.start * rate)
                if self.random_start and 0 < count < total:
                    first = np.random.randint(0, total - count + 1)
                if first >= total:
                    raise UnreadableMediaError(
                        f'{path}: {total} samples ({total / rate:.2f} s); '
                        f'want some after {self.start} s'
                    )
                file.seek(first)
                wave = file.read(count, dtype='float32', always_2d=True)
                expected = total - first
                if count > 0:
                    expected = min(count, expected)
        except soundfile.LibsndfileError as error:
            size = path.stat().st_size
            raise UnreadableMediaError(
                f'{path}: {size} bytes that cannot be read as sound '
                f'({error.error_string.strip()}); want a WAV file: fetch or '
                'convert it again'
            ) from None
        promised = promised_frames(path)
        if len(wave) < expected or (promised or 0) > total:
            raise UnreadableMediaError(
                f'{path}: truncated, {total} samples of '
                f'{promised or expected}; fetch or convert the file again'
            )
        if not np.isfinite(wave).all():
            raise UnreadableMediaError(
                f'{path}: holds samples that are no numbers; convert it again'
            )
        return wave, rate
