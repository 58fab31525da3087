"""The box files of published benchmarks: JSON lists of clips."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .clip_source import Box, ClipSource, Found
from .ids import safe_id

OUTSIDE = 1e-6  # of the frame; less is rounding


@dataclass(frozen=True)
class Entry:
    """One annotated clip of a box file.

    Attributes:
        name: of the clip, as the data set names it.
        boxes: x1 y1 x2 y2 in fractions of the frame, as they were found.
        labels: what each box holds.
        picture: path of the picture on its authors' disk; '' if not given.
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


def annotated(
    entries: list[Entry], facts_of: Callable[[Entry], dict]
) -> Found:
    """Make a tested clip of every entry; none is left out.

    Args:
        entries: of the box file.
        facts_of: chooses picture and sound, see :func:`choose`.
    """
    found = Found()
    for entry in entries:
        facts = facts_of(entry)
        boxes, labels, problems = checked(entry)
        if not boxes:
            text = '; '.join(problems) or 'none is drawn'
            facts['rejected'] = facts['rejected'] or f'no box: {text}'
        facts['problems'] += problems
        found.clips.append(
            ClipSource(
                safe_id(entry.name),
                **facts,
                boxes=boxes,
                labels=labels,
                split='test',
            )
        )
    return found


def box(values: Sequence[float]) -> Box:
    """Return four finite numbers.

    Raises:
        ValueError: they are not.
    """
    a, b, c, d = (float(value) for value in values)
    if not all(math.isfinite(value) for value in (a, b, c, d)):
        raise ValueError(f'{list(values)} are not four numbers')
    return a, b, c, d
