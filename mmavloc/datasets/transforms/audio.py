"""Load audio."""

from typing import BinaryIO

import numpy as np
import soundfile
from mmcv.transforms import BaseTransform

from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.datasets.loading.media import media_size, open_media
from mmavloc.datasets.loading.sounds import (
    decode_all,
    open_sound,
    refuse_cut,
)
from mmavloc.formats.mp3 import stated_seconds
from mmavloc.formats.ogg import breaks_off
from mmavloc.formats.wav import read_header
from mmavloc.registry import TRANSFORMS

from .audio_window import FILLS, MIDDLES, fill, first_sample

UNKNOWN = 1 << 62  # samples, where libsndfile knows no length
SLACK = 0.5  # s; an encoder may report this much more than it wrote


@TRANSFORMS.register_module()
class LoadAudio(BaseTransform):
    """Read ``audio_path`` into ``audio``: mono samples (t).

    Only the requested window is read. Channels are averaged and other rates
    are resampled. A clip shorter than the window is repeated from its start
    until it fills the window (zero padding would dilute the mean over time).

    The result is int16 or float32: a 16-bit mono file of ``sample_rate``
    stays int16, which halves the bytes; everything else is float32. The model
    divides int16 by 32768 on its device, which is bit-equal to reading
    float32.

    Args:
        sample_rate: output rate in Hz.
        duration: length of the window in seconds; None for the whole file.
            All clips of a batch must have the same length.
        start: start of the window in seconds, or ``'middle'`` for the
            middle of the recording, as in EZ-VSL and methods based on it, or
            ``'middle_wrapped'`` for the middle of its whole seconds, as in
            Hear the Flow: the start of a recording that is shorter than the
            window is negative and counts from its end. ``'middle_tiled'``
            is the middle also of a shorter recording, which is repeated as a
            whole before it is cut, as in SSPL and SACL.
            Annotators of Flickr-SoundNet heard the first ten seconds.
        random_start: draw the start at random, uniformly over a recording
            longer than the window, as augmentation.
        fill: how a clip shorter than the window is filled: ``'tile'`` repeats
            it from its start, ``'zero'`` appends zeros, and ``'none'`` leaves
            it short.
        samples: start and end (exclusive) of the samples to keep, counted in
            the filled window at ``sample_rate``; None keeps all. SSLalign
            uses the same numbers at every rate.
        channel: ``'mean'`` averages the channels; ``'first'`` uses the first
            one, as some released code does.

    Raises:
        UnreadableMediaError: the file is missing, empty, truncated, has no
            samples in the window, or is not audio.
    """

    def __init__(
        self,
        *,
        sample_rate: int = 22050,
        duration: float | None = 10.0,
        start: float | str = 0.0,
        random_start: bool = False,
        fill: str = 'tile',
        samples: tuple[int, int] | None = None,
        channel: str = 'mean',
    ):
        if duration is not None and duration <= 0:
            raise ValueError(f'duration={duration} s: expected more than 0')
        if fill not in FILLS:
            raise ValueError(
                f'fill={fill!r}: expected one of {", ".join(FILLS)}'
            )
        if channel not in ('mean', 'first'):
            raise ValueError(
                f"channel={channel!r}: expected 'mean' or 'first'"
            )
        if isinstance(start, str) and start not in MIDDLES:
            raise ValueError(
                f'start={start!r}: expected seconds or {" or ".join(MIDDLES)}'
            )
        if not isinstance(start, str) and start < 0:
            raise ValueError(f'start={start} s: expected at least 0')
        self.sample_rate = sample_rate
        self.duration = duration
        self.start = start
        self.random_start = random_start
        self.fill = fill
        self.samples = samples
        self.channel = channel

    def transform(self, results: dict) -> dict:
        """Add ``audio``, int16 or float32, and ``sample_rate``."""
        wave, rate = self._read(results['audio_path'])
        results['audio'] = self.fit(wave, rate, results['audio_path'])
        results['sample_rate'] = self.sample_rate
        return results

    def take(self, wave: np.ndarray, rate: int, name: str) -> np.ndarray:
        """Process a recording in memory like a file.

        Args:
            wave: the whole recording, (t) int16, or float32 (t) or
                (t channels).
            rate: its sample rate in Hz.
            name: its name in errors.

        Returns:
            See :meth:`fit`.

        Raises:
            UnreadableMediaError: no samples are in the window.
        """
        first, count = self._window(name, len(wave), rate)
        return self.fit(wave[first : first + count], rate, name)

    def fit(self, wave: np.ndarray, rate: int, name: str) -> np.ndarray:
        """Convert a window to mono with the output rate and duration.

        Args:
            wave: samples from the start of the window, (t) int16 or float32,
                or (t channels) float32.
            rate: their sample rate in Hz.
            name: name of the file, for errors.

        Returns:
            (t) int16, if the input is int16 at the output rate, or float32.
        """
        if wave.dtype == np.int16 and rate != self.sample_rate:
            wave = wave.astype(np.float32) / 32768
        audio = wave
        if wave.ndim == 2:
            first = self.channel == 'first'
            audio = wave[:, 0] if first else wave.mean(axis=1)
        if rate != self.sample_rate:
            import librosa

            audio = librosa.resample(
                audio, orig_sr=rate, target_sr=self.sample_rate
            )
        if self.duration is not None:
            wanted = round(self.duration * self.sample_rate)
            # Rounding in the resampler may drop a sample; it is padded instead
            # of repeating the clip from its start.
            if len(audio) < wanted <= len(audio) + 2 and len(wave) > 2:
                audio = np.pad(audio, (0, wanted - len(audio)), mode='edge')
            if self.start == 'middle_tiled' and len(audio) < wanted:
                audio = np.tile(audio, -(-wanted // len(audio)))
                audio = audio[(len(audio) - wanted) // 2 :]
            audio = fill(audio[:wanted], wanted, self.fill)
        if self.samples is not None:
            first, end = self.samples
            if len(audio) <= first:
                raise UnreadableMediaError(
                    f'{name}: {len(audio)} samples at '
                    f'{self.sample_rate} Hz; expected more than {first}, the '
                    'first of samples'
                )
            audio = audio[first:end]
        if audio.dtype != np.int16:
            audio = np.ascontiguousarray(audio, dtype=np.float32)
        return audio

    def _read(self, path: str) -> tuple[np.ndarray, int]:
        """Return the window, (t) int16 or (t channels) float32, and rate."""
        with open_media(path) as source:
            header = read_header(source)
            wave, rate, first, count, total = self._decode(path, source)
            self._refuse_torn(path, source, first, total, rate)
        refuse_cut(path, header)
        there, whole = first + len(wave), len(wave) == count
        if header and (header.frames or 0) > total:
            # libsndfile uses the size of the file, not that in its header
            there, total, whole = total, header.frames, False
        if not whole:
            raise UnreadableMediaError(
                f'{path}: truncated, {there} samples of {total} can be read; '
                'download or convert the file again'
            )
        if wave.dtype != np.int16 and not np.isfinite(wave).all():
            raise UnreadableMediaError(
                f'{path}: contains samples that are not finite; convert '
                'it again'
            )
        return wave, rate

    def _refuse_torn(
        self, path: str, source: BinaryIO, first: int, total: int, rate: int
    ) -> None:
        """Refuse an Ogg file that breaks off before the window ends.

        It states no length: where it breaks off, the sound seems to end. A
        window in the middle or at random depends on the whole length.
        """
        wanted = None
        depends = self.random_start or self.start in MIDDLES
        if self.duration is not None and not depends:
            wanted = first + round(self.duration * rate)
        if (wanted is None or wanted > total) and breaks_off(source):
            want = 'the whole sound' if wanted is None else f'{wanted} samples'
            raise UnreadableMediaError(
                f'{path}: truncated, its last Ogg page is missing and {total} '
                f'samples can be read; want {want}: fetch or convert the file '
                'again'
            )

    def _decode(
        self, path: str, source: BinaryIO
    ) -> tuple[np.ndarray, int, int, int, int]:
        """Return the window that libsndfile reads.

        Returns:
            Samples, their rate, the index of the first one, how many there
            should be, and how many the whole file should have.
        """
        try:
            with open_sound(source) as file:
                unknown = file.frames >= UNKNOWN  # of a FLAC that was streamed
                if unknown or file.subtype.startswith('MPEG_LAYER'):
                    return self._measured(path, source)
                rate, total = file.samplerate, file.frames
                first, count = self._window(path, total, rate)
                if first:
                    file.seek(first)
                wave = file.read(count, **self._kind(file))
                return wave, rate, first, count, total
        except soundfile.LibsndfileError as error:
            raise UnreadableMediaError(
                f'{path}: {media_size(path)} bytes that cannot be read '
                f'as audio ({error.error_string.strip()}); expected a WAV '
                'file: download or convert it again'
            ) from None

    def _measured(
        self, path: str, source: BinaryIO
    ) -> tuple[np.ndarray, int, int, int, int]:
        """Decode a whole sound whose length is not certain; see _decode."""
        source.seek(0)
        stated = stated_seconds(source)
        try:
            wave, rate = decode_all(source)
        except ValueError as error:
            raise UnreadableMediaError(
                f'{path}: cannot be read as audio ({error}); expected a WAV '
                'file: download or convert it again'
            ) from None
        total = len(wave)
        if stated and total < (stated - SLACK) * rate:
            total = round(stated * rate)
        first, count = self._window(path, total, rate)
        return wave[first : first + count], rate, first, count, total

    def _window(self, path: str, total: int, rate: int) -> tuple[int, int]:
        """Return the window's first sample and its number of samples."""
        count = total
        if self.duration is not None:
            # Round up: at 44.1 kHz a half sample may be missing.
            count = int(np.ceil(self.duration * rate)) + 1
        first = first_sample(self.start, total, rate, self.duration)
        if self.random_start and count < total:
            first = np.random.randint(0, total - count + 1)
        if first >= total:
            raise UnreadableMediaError(
                f'{path}: {total} samples ({total / rate:.2f} s); '
                f'expected samples after {self.start} s'
            )
        return first, min(count, total - first)

    def _kind(self, file: soundfile.SoundFile) -> dict:
        """Return the type to read: int16 if the file is 16-bit mono."""
        as_stored = (
            file.subtype == 'PCM_16'
            and file.channels == 1
            and file.samplerate == self.sample_rate
        )
        if as_stored:
            return dict(dtype='int16')
        return dict(dtype='float32', always_2d=True)
