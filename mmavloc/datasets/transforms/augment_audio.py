"""Change sounds at random, in training: mix, shift, speed, noise, room, gain.

Each transform changes ``audio``, mono samples (t), to float32 of the same
length.
"""

import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.registry import TRANSFORMS

from .audio_window import fill
from .scale_audio import INT16

EPS = 1e-8  # of a sound's root mean square; digital silence stays silent


def as_float(audio: np.ndarray) -> np.ndarray:
    """Return samples as float32 in [-1, 1]."""
    scale = INT16 if audio.dtype == np.int16 else 1
    return audio.astype(np.float32) / np.float32(scale)


def level(audio: np.ndarray) -> float:
    """Return the root mean square of samples (t)."""
    return float(np.sqrt(np.mean(np.square(audio, dtype=np.float64))))


def add(audio: np.ndarray, other: np.ndarray, ratio_db: float) -> np.ndarray:
    """Add another sound, so that the first is ``ratio_db`` louder than it."""
    factor = level(audio) / max(level(other), EPS) * 10 ** (-ratio_db / 20)
    return (audio + factor * other).astype(np.float32)


def coloured_noise(count: int, exponent: float) -> np.ndarray:
    """Draw noise whose power falls with ``frequency ** exponent``.

    0 is white noise, 1 pink, 2 brown.
    """
    spectrum = np.fft.rfft(np.random.randn(count))
    frequency = np.maximum(np.arange(len(spectrum)), 1)
    return np.fft.irfft(spectrum * frequency ** (-exponent / 2), count)


class AudioChange(BaseTransform):
    """Base class: change the samples of a clip with a probability.

    Args:
        prob: of changing them, 0..1.
    """

    def __init__(self, *, prob: float = 1.0):
        self.prob = prob

    def transform(self, results: dict) -> dict:
        """Change ``audio``."""
        if np.random.random() < self.prob:
            audio = as_float(results['audio'])
            changed = self.change(audio, results)
            results['audio'] = np.ascontiguousarray(changed, np.float32)
        return results

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Return changed samples of the same length."""
        raise NotImplementedError


@TRANSFORMS.register_module()
class MixAudio(AudioChange):
    """Add another recording of the same class.

    Both sound at once, the added one shifted at random. Clips of
    :class:`~mmavloc.datasets.ClassPairs` name the ``recordings`` of their
    class.

    Args:
        loader: config of ``LoadAudio``, which reads the other recording.
        ratio: lowest and highest ratio of the levels, in dB.
        prob: of adding one.
    """

    def __init__(
        self,
        *,
        loader: dict,
        ratio: tuple[float, float] = (0.0, 15.0),
        prob: float = 0.5,
    ):
        super().__init__(prob=prob)
        self.loader = TRANSFORMS.build(loader)
        self.ratio = ratio

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Read and add another recording."""
        files = results['recordings']
        path = files[np.random.randint(len(files))]
        other = as_float(self.loader({'audio_path': path})['audio'])
        other = fill(other[: len(audio)], len(audio), 'tile')
        other = np.roll(other, np.random.randint(len(other)))
        return add(audio, other, np.random.uniform(*self.ratio))


@TRANSFORMS.register_module()
class ShiftAudio(AudioChange):
    """Shift the samples in time at random; the end comes to the start."""

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Rotate the samples."""
        return np.roll(audio, np.random.randint(len(audio)))


@TRANSFORMS.register_module()
class SpeedAudio(AudioChange):
    """Play faster or slower, which changes the pitch too.

    A sound that becomes shorter is repeated from its start.

    Args:
        factor: lowest and highest speed.
        prob: of changing it.
    """

    def __init__(
        self, *, factor: tuple[float, float] = (0.85, 1.18), prob: float = 1.0
    ):
        super().__init__(prob=prob)
        self.factor = factor

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Interpolate the samples linearly at another rate."""
        factor = np.exp(np.random.uniform(*np.log(self.factor)))
        times = np.arange(0, len(audio) - 1, factor)
        played = np.interp(times, np.arange(len(audio)), audio)
        return fill(played[: len(audio)], len(audio), 'tile')


@TRANSFORMS.register_module()
class NoiseAudio(AudioChange):
    """Add noise of a random colour, from white to brown.

    Args:
        ratio: lowest and highest ratio of the sound's level to the noise's,
            in dB.
        prob: of adding noise.
    """

    def __init__(
        self, *, ratio: tuple[float, float] = (5.0, 40.0), prob: float = 1.0
    ):
        super().__init__(prob=prob)
        self.ratio = ratio

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Add noise."""
        noise = coloured_noise(len(audio), np.random.uniform(0, 2))
        return add(audio, noise, np.random.uniform(*self.ratio))


@TRANSFORMS.register_module()
class RoomAudio(AudioChange):
    """Let a sound decay as in a room.

    The response of the room is the direct sound and noise that decays
    exponentially; the level of the sound stays.

    Args:
        decay: shortest and longest time in seconds in which the response
            falls by 60 dB.
        wet: lowest and highest level of the response relative to the direct
            sound.
        prob: of a room.
    """

    def __init__(
        self,
        *,
        decay: tuple[float, float] = (0.1, 0.8),
        wet: tuple[float, float] = (0.1, 1.0),
        prob: float = 0.5,
    ):
        super().__init__(prob=prob)
        self.decay = decay
        self.wet = wet

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Convolve with a random response."""
        from scipy.signal import fftconvolve  # takes long to import

        seconds = np.random.uniform(*self.decay)
        t = np.arange(1, max(2, round(seconds * results['sample_rate'])))
        response = np.random.randn(len(t)) * 10 ** (-3 * t / len(t))
        response *= np.random.uniform(*self.wet) / np.linalg.norm(response)
        heard = audio + fftconvolve(audio, response)[: len(audio)]
        return heard * (level(audio) / max(level(heard), EPS))


@TRANSFORMS.register_module()
class GainAudio(AudioChange):
    """Change the level, and cut what exceeds full scale.

    Args:
        gain: lowest and highest gain in dB.
        prob: of changing it.
    """

    def __init__(
        self, *, gain: tuple[float, float] = (-20.0, 6.0), prob: float = 1.0
    ):
        super().__init__(prob=prob)
        self.gain = gain

    def change(self, audio: np.ndarray, results: dict) -> np.ndarray:
        """Multiply and clip."""
        return (audio * 10 ** (np.random.uniform(*self.gain) / 20)).clip(-1, 1)
