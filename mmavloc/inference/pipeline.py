"""A config's own way to look at a clip, for media of any kind."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from mmengine.config import Config

from mmavloc.registry import TRANSFORMS

from .result import WHOLE, View

IMAGE, SOUND, PACK = 'LoadImage', 'LoadAudio', 'PackAVInputs'
FLOW = 'LoadFlow'
PICTURE_ONLY = frozenset({'potential', 'object'})  # maps that need no sound
ALIKE = 0.1  # s; a sound that differs less from the window is as long as it
FILLED = {'tile': 'repeated', 'zero': 'followed by silence'}
SILENT = 'silent audio'


@dataclass
class Clip:
    """A picture and its sound, each a file or an array.

    Attributes:
        name: what it is called in results and errors.
        image: file of a picture, or (H W 3) uint8 RGB.
        sound: file of a sound; or samples, (t) int16 or float32 or
            (t channels) float32, and their rate in Hz; None if there is none.
        cut: whether the samples are the model's window already, so that the
            pipeline's ``start`` does not apply.
        remarks: what is odd about the media.
    """

    name: str
    image: Path | np.ndarray
    sound: Path | tuple[np.ndarray, int] | None
    cut: bool = False
    remarks: list[str] = field(default_factory=list)


class ClipPipeline:
    """The steps that a config tests with, on clips instead of a data set.

    Args:
        steps: configs of transforms, from ``LoadImage`` to ``PackAVInputs``.

    Attributes:
        loader: the step that reads sounds; None if the model takes none.
    """

    def __init__(self, steps: list[dict]):
        built = [TRANSFORMS.build(dict(step)) for step in steps]
        names = [type(step).__name__ for step in built]
        if FLOW in names:
            raise ValueError(
                f'this model needs optical flow ({FLOW}), which is computed '
                'beforehand and lies beside pictures: test it on a prepared '
                'data set with mmavloc test'
            )
        self.read_image = built[names.index(IMAGE)]
        self.loader = built[names.index(SOUND)] if SOUND in names else None
        self.pack = built[names.index(PACK)]
        self.steps = [
            step
            for step, name in zip(built, names, strict=True)
            if name not in (IMAGE, SOUND, PACK)
        ]

    @property
    def sample_rate(self) -> int:
        """Of the sound that the model takes, in Hz."""
        return self.loader.sample_rate

    def with_window(self, seconds: float) -> 'ClipPipeline':
        """Return the same steps with another length of sound."""
        other = copy.copy(self)
        if self.loader is not None:
            other.loader = copy.copy(self.loader)
            other.loader.duration = seconds
        return other

    def heard(self, seconds: float) -> list[str]:
        """Say how a sound that is not as long as the window is heard."""
        window, start = self.loader.duration, self.loader.start
        if window is None or abs(seconds - window) < ALIKE:
            return []
        if seconds > window:
            middle = isinstance(start, str)
            place = 'in the middle' if middle else f'from {start:g} s on'
            return [
                f'of {seconds:.1f} s of sound, the model hears {window:g} s '
                f'{place}'
            ]
        if self.loader.fill not in FILLED:
            return []
        return [
            f'{seconds:.2f} s of sound, {FILLED[self.loader.fill]} to the '
            f'{window:g} s that the model hears'
        ]

    def __call__(self, clip: Clip) -> dict:
        """Load and transform a clip, see ``PackAVInputs``.

        The data sample keeps the original picture as ``picture``, the part of
        it that the model sees as ``view``, and the clip's ``remarks``.

        Raises:
            UnreadableMediaError: a file cannot be read.
        """
        results: dict = {'sample_id': clip.name}
        if isinstance(clip.image, Path):
            results['img_path'] = str(clip.image)
            results = self.read_image(results)
        else:
            results['img'] = clip.image
            results['img_shape'] = results['ori_shape'] = clip.image.shape[:2]
        picture = results['img']
        if self.loader is not None:
            self._add_sound(results, clip)
        view = WHOLE
        for step in self.steps:
            before = results['img'].shape[:2]
            results = step(results)
            view = _seen(view, step, before, results['img'].shape[:2])
        packed = self.pack(results)
        for name, value in (
            ('picture', picture),
            ('view', view),
            ('remarks', clip.remarks),
        ):
            packed['data_samples'].set_field(
                value, name, field_type='metainfo'
            )
        return packed

    def _add_sound(self, results: dict, clip: Clip) -> None:
        if clip.sound is None:
            raise ValueError(
                f'{clip.name}: has no sound, and this model listens; give one '
                'as audio'
            )
        if isinstance(clip.sound, Path):
            results['audio_path'] = str(clip.sound)
            self.loader(results)
        else:
            wave, rate = clip.sound
            results['audio'] = (
                self.loader.fit(wave, rate, clip.name)
                if clip.cut
                else self.loader.take(wave, rate, clip.name)
            )
            results['sample_rate'] = self.loader.sample_rate
        silent = not clip.cut and not results['audio'].any()
        if silent and SILENT not in clip.remarks:
            clip.remarks.append(SILENT)


def steps_of(cfg: Config) -> list[dict]:
    """Return the transforms that a config tests single clips with.

    Raises:
        ValueError: the config has none.
    """
    found = list(_pipelines(cfg.get('test_dataloader')))
    found.append(cfg.get('test_pipeline') or [])
    for steps in found:
        names = [step['type'].rpartition('.')[2] for step in steps]
        if IMAGE in names and PACK in names:
            return steps
    raise ValueError(
        f'{cfg.filename or "the config"}: does not say how to look at a clip; '
        f'want test data or a test_pipeline with {IMAGE} and {PACK}'
    )


def _pipelines(node) -> Iterator[list]:
    """Yield every pipeline below a node of a config, data sets' in order."""
    if isinstance(node, dict):
        if isinstance(node.get('pipeline'), list):
            yield node['pipeline']
        for value in node.values():
            yield from _pipelines(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _pipelines(value)


def _seen(
    view: View, step, before: tuple[int, int], after: tuple[int, int]
) -> View:
    """Follow what a step leaves of the picture; only crops leave less."""
    if type(step).__name__ == 'RandomCrop':
        raise ValueError(
            'RandomCrop in a test pipeline: the map would lie anywhere; want '
            'CenterCrop or Resize'
        )
    if type(step).__name__ != 'CenterCrop':
        return view
    x1, y1, x2, y2 = view
    top, left = (
        round((b - a) / 2) for b, a in zip(before, after, strict=True)
    )
    width, height = x2 - x1, y2 - y1
    return (
        x1 + left / before[1] * width,
        y1 + top / before[0] * height,
        x1 + (left + after[1]) / before[1] * width,
        y1 + (top + after[0]) / before[0] * height,
    )
