"""Maps of every frame of a video, as its frames come."""

import math
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .inferencer import SoundLocalizationInferencer
from .pipeline import PICTURE_ONLY, Clip
from .reader import Moment
from .result import WHOLE, View
from .sliding_sound import SlidingSound
from .smoothing import Evaluation, Maps, Smoother

POTENTIAL, ANSWER = 'potential', 'localization'
RATE, WINDOW = 22050, 3.0  # Hz, s; where the model's pipeline states none
SHORTEST = 0.02  # s whose loudness is measured at least
LIVE_BATCH, FILE_BATCH = 1, 4


@dataclass(frozen=True)
class VideoSettings:
    """How a video is localized.

    Attributes:
        maps: names of the maps that are drawn, side by side; the last one is
            what the track describes.
        hop: s between two frames that the model looks at; others are
            interpolated. 0 for all.
        smooth: s over which maps are averaged, around each frame; never
            longer than the model's window of sound.
        silence: dB of full scale; no ``localization`` where the sound is not
            louder.
        window: s of sound around each frame; by default what the model's
            pipeline takes.
        max_duration: s after which reading stops.
        plain: whether the frame without a map is drawn first.
    """

    maps: tuple[str, ...] = (ANSWER,)
    hop: float = 0.1
    smooth: float = 0.2
    silence: float = -60.0
    window: float | None = None
    max_duration: float | None = None
    plain: bool = False


@dataclass
class _Held:
    """A frame that waits for the maps around it."""

    moment: Moment
    loudness: float
    stretch: int | None


class VideoLocalizer:
    """Maps of every frame, in one pass and with bounded memory.

    The sound window of the model slides with the frames and is centred on
    each. A frame is released once the model has seen all frames that its
    smoothed map needs.

    Args:
        inferencer: the model.
        settings: how.
        live: whether frames come from a live stream, where waiting for a
            batch costs latency.

    Raises:
        ValueError: settings that cannot be followed.
    """

    def __init__(
        self,
        inferencer: SoundLocalizationInferencer,
        settings: VideoSettings,
        live: bool = False,
    ):
        self.inferencer, self.settings = inferencer, settings
        loader = inferencer.pipeline.loader
        self.rate = loader.sample_rate if loader else RATE
        self.window = settings.window
        if self.window is None:
            self.window = (loader and loader.duration) or WINDOW
        for name in ('hop', 'smooth'):
            if not getattr(settings, name) >= 0:
                raise ValueError(
                    f'{name} {getattr(settings, name)} s: want 0 or more'
                )
        for name, seconds in (
            ('window', self.window),
            ('max_duration', settings.max_duration),
        ):
            if seconds is not None and not seconds > 0:
                raise ValueError(f'{name} {seconds} s: want more than 0')
        self.pipeline = inferencer.pipeline.with_window(self.window)
        radius = max(settings.hop, settings.smooth / 2)
        self.radius = min(radius, self.window / 2)
        self.hop = min(settings.hop, self.radius)
        self.batch = LIVE_BATCH if live else FILE_BATCH
        # a model that does not listen gives maps in silence, too
        self.free = PICTURE_ONLY if loader else frozenset(settings.maps)
        self.needs_sound = not self.free.issuperset(settings.maps)
        self.view: View = WHOLE
        self.model_seconds = 0.0
        self.looked_at = 0

    def sound(self) -> SlidingSound:
        """Return an empty buffer for the sound."""
        # between reading and use lie a window, the skew of a file and frames
        return SlidingSound(self.rate, 2 * self.window + 15.0)

    def localized(
        self, moments: Iterable[Moment], sound: SlidingSound
    ) -> Iterator[tuple[Moment, float, Maps]]:
        """Yield frames with loudness (dB) and maps, in order."""
        smoother = Smoother(self.radius, list(self.settings.maps), self.free)
        held: deque[_Held] = deque()
        todo: list[tuple[_Held, np.ndarray]] = []
        stretch, sounded, last = 0, False, -math.inf
        for moment in moments:
            half = max(moment.lasts, SHORTEST) / 2
            loudness = sound.loudness(moment.time - half, moment.time + half)
            sounds = loudness > self.settings.silence
            if sounds and not sounded:
                stretch, last = stretch + 1, -math.inf
            sounded = sounds
            one = _Held(moment, loudness, stretch if sounds else None)
            wanted = sounds or not self.free.isdisjoint(self.settings.maps)
            if wanted and moment.time - last >= self.hop - 1e-6:
                last = moment.time
                todo.append((one, sound.centred(moment.time, self.window)))
            held.append(one)
            if len(todo) >= self.batch:
                self._look(todo, smoother)
            yield from self._released(held, todo, smoother, moment.time)
        self._look(todo, smoother)
        yield from self._released(held, todo, smoother, math.inf)

    def _released(
        self,
        held: deque[_Held],
        todo: list,
        smoother: Smoother,
        now: float,
    ) -> Iterator[tuple[Moment, float, Maps]]:
        """Yield the frames whose map no later frame can change."""
        pending = todo[0][0].moment.time if todo else math.inf
        while held:
            until = held[0].moment.time + self.radius
            if until > now or until >= pending:
                return
            one = held.popleft()
            maps = smoother.at(one.moment.time, one.stretch)
            yield one.moment, one.loudness, maps

    def _look(
        self, todo: list[tuple[_Held, np.ndarray]], smoother: Smoother
    ) -> None:
        """Let the model see the frames that wait for it."""
        begin = time.perf_counter()
        clips = [
            Clip(
                f'frame at {one.moment.time:.3f} s',
                one.moment.image,
                (self._heard(samples), self.rate),
                cut=True,
            )
            for one, samples in todo
        ]
        samples = self.inferencer.predicted(
            map(self.pipeline, clips), self.batch
        )
        for (one, _), sample in zip(todo, samples, strict=True):
            maps = sample.pred_maps
            for name in self.settings.maps:
                if name not in maps:
                    raise ValueError(
                        f'this model has no map {name!r}; want one of '
                        f'{", ".join(maps)}'
                    )
            found = {
                name: maps[name].float().cpu().numpy()
                for name in self.settings.maps
            }
            smoother.add(Evaluation(one.moment.time, one.stretch, found))
            self.view = sample.view
        self.looked_at += len(todo)
        todo.clear()
        self.model_seconds += time.perf_counter() - begin

    def _heard(self, samples: np.ndarray) -> np.ndarray:
        """Return samples for a model that listens even where none are."""
        if len(samples):
            return samples
        return np.zeros(round(self.window * self.rate), np.float32)
