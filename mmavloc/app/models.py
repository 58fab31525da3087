"""The models that the page offers, loaded when they are first chosen."""

import threading
from collections.abc import Callable

import numpy as np

from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.result import ANSWER
from mmavloc.inference.video_localizer import POTENTIAL

from .sounds import SILENCE, made_sound

BOTH = 'both'
SECONDS = 3.0  # of a made sound, where the model takes any length
Loader = Callable[[], SoundLocalizationInferencer]


class Models:
    """Models by name.

    Args:
        loaders: name -> a function that loads the model.
        about: name -> a line about the model, where there is one.
    """

    def __init__(
        self, loaders: dict[str, Loader], about: dict[str, str] | None = None
    ):
        self.loaders, self.about = loaders, about or {}
        self._loaded: dict[str, tuple] = {}
        self._lock = threading.Lock()

    @property
    def names(self) -> list[str]:
        """Names of all models; the first one is chosen at the start."""
        return list(self.loaders)

    def get(self, name: str) -> SoundLocalizationInferencer:
        """Return a model.

        Raises:
            ValueError: there is no such model, or it cannot be loaded.
        """
        return self._get(name)[0]

    def maps(self, name: str) -> list[str]:
        """Return what can be drawn: the model's maps, the answer first."""
        return self._get(name)[1]

    def _get(self, name: str) -> tuple:
        if name not in self.loaders:
            raise ValueError(
                f'{name}: no such model; want one of {", ".join(self.names)}'
            )
        with self._lock:  # two users must not load it twice
            if name not in self._loaded:
                model = one_at_a_time(self.loaders[name]())
                self._loaded[name] = model, maps_of(model)
            return self._loaded[name]


def one_at_a_time(
    model: SoundLocalizationInferencer,
) -> SoundLocalizationInferencer:
    """Let a model compute one batch at a time, for all users together.

    Some methods keep the activations of the batch in the model, which two
    threads would mix up; and two batches at once are not faster.
    """
    forward, lock = model.forward, threading.Lock()

    def locked(*args, **kwargs):
        with lock:
            return forward(*args, **kwargs)

    model.forward = locked
    return model


def sound_of(
    model: SoundLocalizationInferencer, kind: str
) -> tuple[int, np.ndarray]:
    """Make silence or noise of the length that a model listens to.

    Returns:
        Rate in Hz, and samples (t) int16.
    """
    loader = model.pipeline.loader
    rate = loader.sample_rate if loader else 22050
    seconds = (loader and loader.duration) or SECONDS
    return rate, made_sound(kind, seconds, rate)


def maps_of(model: SoundLocalizationInferencer) -> list[str]:
    """Return names of a model's maps, by trying it; the answer first."""
    rate, wave = sound_of(model, SILENCE)
    blank = np.full((96, 96, 3), 128, np.uint8)
    names = list(model(blank, wave, sample_rate=rate).maps)
    names.sort(key=lambda name: (name != ANSWER, name != POTENTIAL))
    return names


def chosen_maps(wanted: str) -> tuple[str, ...]:
    """Return the maps that a choice of the page stands for."""
    return (POTENTIAL, ANSWER) if wanted == BOTH else (wanted,)


def choices_of(maps: list[str]) -> list[str]:
    """Return what the page lets choose: the maps, and both of the paper."""
    return [*maps, BOTH] if {POTENTIAL, ANSWER} <= set(maps) else maps
