"""What happens when something on the page changes.

A handler never raises: an error becomes a sentence on the page. Nothing of
one session is kept where another one could meet it.
"""

import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from mmavloc.apis.errors import as_sentence

from .clips import localize_clip
from .compare import (
    Seen,
    describe,
    difference,
    draw,
    limits_of,
    localize_sounds,
    side_by_side,
)
from .examples import Example
from .limits import Limits
from .models import Models, choices_of, chosen_maps, sound_of

Pair = list[Seen | None]
EMPTY: Pair = [None, None]
START = 'Choose an example, or give a picture and one or two sounds.'
BUG = 'This could not be computed; the output of the server has the cause.'


@dataclass(frozen=True)
class Drawn:
    """What the page shows of a picture with two sounds.

    Attributes:
        pictures: one a sound, (H W 3) uint8 RGB; None where there is none.
        text: what the maps say, Markdown.
        saved: both pictures in one file, to download.
    """

    pictures: tuple[np.ndarray | None, np.ndarray | None] = (None, None)
    text: str = START
    saved: Path | None = None


class Handlers:
    """The functions of the page.

    Args:
        models: to choose from.
        limits: of what is taken.
        examples: of pictures and sounds.
    """

    def __init__(
        self, models: Models, limits: Limits, examples: list[Example]
    ):
        self.models, self.limits, self.examples = models, limits, examples
        sounds = [path for item in examples for path in item.sounds]
        self.voices = list({path.name: path for path in sounds}.values())

    def localize(
        self,
        model: str,
        picture: str | None,
        sounds: tuple[str | None, str | None],
    ) -> tuple[Pair, str]:
        """Return what the model sees for each sound, or why it does not."""
        if picture is None:
            return EMPTY, START
        try:
            found = self.models.get(model)
            if found.pipeline.loader is not None and not any(sounds):
                return EMPTY, 'Now give a sound: upload or record one.'
            return localize_sounds(found, self.limits, picture, sounds), ''
        except Exception as error:
            return EMPTY, message_of(error)

    def draw(
        self, pair: Pair, wanted: str, level: float, mark: str, folder: Path
    ) -> Drawn:
        """Draw what was localized, and describe it."""
        there = [one for one in pair if one is not None]
        names = chosen_maps(wanted)
        if not there or not set(names) <= set(there[0].maps):
            return Drawn()
        scales = limits_of(there, names)
        pictures = [
            None if one is None else draw(one, names, scales, level, mark)
            for one in pair
        ]
        lines = [describe(one, names[-1], level) for one in there]
        if len(there) == 2:
            first, second = there
            lines.insert(0, difference(first, second, names[-1], level))
        saved = folder / 'localized.png'
        Image.fromarray(
            side_by_side(
                [image for image in pictures if image is not None],
                [one.sound for one in there],
            )
        ).save(saved)
        return Drawn(tuple(pictures), '\n\n'.join(lines), saved)

    def video(
        self,
        model: str,
        video: str | None,
        kind: str,
        other: str | None,
        wanted: str,
        folder: Path,
        on_time: Callable[[float, float], None],
    ) -> tuple[Path | None, Path | None, str]:
        """Return the video with its maps, the track, and what was done."""
        if video is None:
            return None, None, 'Give a video, or choose the example.'
        try:
            out, track, report = localize_clip(
                self.models.get(model),
                self.limits,
                video,
                kind,
                other,
                chosen_maps(wanted),
                folder,
                on_time,
            )
        except Exception as error:
            return None, None, message_of(error)
        lines = [
            f'{report.frames} frames in {report.seconds["total"]:.1f} s, '
            f'{report.silent} of them silent'
        ]
        return out, track, '. '.join([*lines, *report.remarks]) + '.'

    def made(self, kind: str, model: str, folder: Path) -> Path:
        """Write silence or noise as long as the model listens."""
        rate, wave = sound_of(self.models.get(model), kind)
        path = folder / f'{kind}.wav'
        soundfile.write(path, wave, rate)
        return path

    def next_voice(self, now: str | None) -> Path:
        """Return the sound of the examples that follows the present one."""
        names = [path.name for path in self.voices]
        name = Path(now).name if now else ''
        place = names.index(name) + 1 if name in names else 0
        return self.voices[place % len(names)]

    def choices(self, model: str) -> list[str]:
        """Return the maps that can be chosen; none if it cannot be loaded."""
        try:
            return choices_of(self.models.maps(model))
        except Exception as error:
            message_of(error)
            return []


def message_of(error: Exception) -> str:
    """Return what the page says of an error; a bug is printed, too."""
    sentence = as_sentence(error)
    if sentence is None or isinstance(error, MemoryError):
        traceback.print_exception(error, file=sys.stderr)
        return BUG
    # folders of the server tell a visitor nothing
    sentence = re.sub(r'(?<![\w.])(/[^/\s:]+)+/', '', sentence)
    return sentence
