"""The box files of published benchmarks."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .sources import Box

SIDE = 224  # px of the square frame that IS3's and AVSBench's boxes are in
OUTSIDE = 1e-6  # of the frame; less is rounding


@dataclass(frozen=True)
class Entry:
    """One annotated clip of a box file.

    Attributes:
        name: of the clip, as the data set names it.
        boxes: x1 y1 x2 y2 in fractions of the frame, as they were found.
        labels: what each box holds.
        picture: path of the picture on its authors' disk; '' if not told.
        sound: the same, of the sound.
    """

    name: str
    boxes: tuple[Box, ...]
    labels: tuple[str, ...]
    picture: str = ''
    sound: str = ''


def read_entries(path: Path, parse: Callable[[dict], Entry]) -> list[Entry]:
    """Read a box file: a JSON list of clips.

    Raises:
        ValueError: it is no such list; names the first wrong entry.
    """
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        if not isinstance(content, list):
            raise ValueError('no list')
    except ValueError as error:
        raise ValueError(
            f'{path}: no JSON list of annotated clips ({error}); fetch the '
            'file again'
        ) from None
    entries = []
    for number, item in enumerate(content):
        try:
            entries.append(parse(item))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ValueError(
                f'{path}: entry {number} cannot be read '
                f'({type(error).__name__}: {error}); want the file as its '
                'authors published it'
            ) from None
    return entries


def vggss_entry(item: dict) -> Entry:
    """Read VGG-SS: several boxes in fractions, one class."""
    boxes = tuple(_box(box) for box in item['bbox'])
    return Entry(str(item['file']), boxes, (item['class'],) * len(boxes))


def gt_box_entry(item: dict) -> Entry:
    """Read IS3 or AVSBench: one box in pixels of a 224 x 224 frame.

    IS3 names its pictures ``<one>_<other>_<number>_<the one that sounds>``.
    """
    picture = PurePosixPath(item['image'])
    box = _box([value / SIDE for value in item['gt_box']])
    label = picture.stem.rsplit('_', 1)[-1]
    parent = picture.parent.parent.name  # of AVSBench S4: the class
    if picture.suffix == '.png':
        label = '' if parent == 'visual_frames' else parent
    return Entry(
        picture.stem, (box,), (label,), str(picture), str(item['audio'])
    )


def music_entry(item: dict) -> Entry:
    """Read MUSIC: x y width height in fractions, of one or two players."""
    keys = [key for key in ('', '_src1', '_src2') if f'bbox{key}' in item]
    boxes = []
    for key in keys:
        x, y, width, height = _box(item[f'bbox{key}'])
        boxes.append((x, y, x + width, y + height))
    labels = tuple(item[f'class{key}'] for key in keys)
    return Entry(str(item['file']), tuple(boxes), labels)


def checked(
    entry: Entry,
) -> tuple[tuple[Box, ...], tuple[str, ...], tuple[str, ...]]:
    """Return boxes that can be, their labels, and what was wrong.

    What leaves the frame is cut at its border; a box that is then empty is
    left out.
    """
    boxes, labels, problems = [], [], []
    for box, label in zip(entry.boxes, entry.labels, strict=True):
        found = '[' + ', '.join(f'{value:g}' for value in box) + ']'
        x1, y1, x2, y2 = (min(max(value, 0.0), 1.0) for value in box)
        if x2 <= x1 or y2 <= y1:
            problems.append(f'the box {found} is empty; left out')
            continue
        cut = zip(box, (x1, y1, x2, y2), strict=True)
        if any(abs(was - now) > OUTSIDE for was, now in cut):
            problems.append(f'the box {found} leaves the frame; cut')
        boxes.append((x1, y1, x2, y2))
        labels.append(label)
    return tuple(boxes), tuple(labels), tuple(problems)


def _box(values: Sequence[float]) -> Box:
    a, b, c, d = (float(value) for value in values)
    if not all(math.isfinite(value) for value in (a, b, c, d)):
        raise ValueError(f'{list(values)} are not four numbers')
    return a, b, c, d
