"""Annotation files for ``score_maps``: boxes or masks, in JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mmavloc.structures import KINDS, Truth

from .masks import read_named_masks

UNITS = {'pixel256': 256, 'normalised': 1}


def read_truths(path: str | Path) -> dict[str, Truth]:
    """Read annotations: a JSON object of id -> clip.

    A clip has a ``kind`` (``consensus``, ``union`` or ``negative``), and
    either ``boxes`` ([x1, y1, x2, y2] each) with their ``unit``
    (``pixel256``, whole pixels of a 256 x 256 frame, or ``normalised``,
    fractions), or ``masks``, see :func:`read_named_masks`, with paths
    relative to the file. If it has both, the masks are used. Optional keys
    are ``annotator`` (who drew each box or mask; by default each is by
    another annotator), ``group`` and ``confidence``.
    Boxes may extend beyond the frame, and may be empty.

    Raises:
        FileNotFoundError: the file, or an .npz of masks, does not exist.
        ValueError: the file is not such a JSON; the message names the clip.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such annotation file; want a JSON of id -> clip'
        )
    try:
        text = path.read_text(encoding='utf-8')
        clips = json.loads(text, object_pairs_hook=_distinct)
    except ValueError as error:
        raise ValueError(
            f'{path}: not JSON ({error}); want an object of id -> clip'
        ) from error
    if not isinstance(clips, dict) or not clips:
        raise ValueError(
            f'{path}: holds a {type(clips).__name__} of {len(clips)}; want '
            'an object of id -> clip, with at least one clip'
        )
    return {name: _truth(path, name, clip) for name, clip in clips.items()}


def _truth(path: Path, name: str, clip: dict) -> Truth:
    def refuse(found: str, wanted: str) -> ValueError:
        return ValueError(f'{path}: clip {name} has {found}; want {wanted}')

    if not isinstance(clip, dict):
        raise refuse(f'a {type(clip).__name__}', 'an object with boxes')
    kind = clip.get('kind')
    if kind not in KINDS:
        raise refuse(f'the kind {kind!r}', ', '.join(KINDS))
    boxes, masks = np.empty((0, 4)), None
    if 'masks' in clip:
        given = clip['masks']
        paths = isinstance(given, list) and all(
            isinstance(item, str) for item in given
        )
        if not (isinstance(given, str) or (paths and given)):
            raise refuse(
                f'the masks {given!r}',
                'a list of paths of images, or the path of an .npz file',
            )
        masks = read_named_masks(path.parent, name, given)
        number, one, many = len(masks), 'mask', 'masks'
    else:
        boxes = _boxes(clip, refuse)
        number, one, many = len(boxes), 'box', 'boxes'
    if bool(number) == (kind == 'negative'):
        raise refuse(
            f'{number} {many} and the kind {kind}',
            f'at least one {one}, or none for the kind negative',
        )
    who = clip.get('annotator', list(range(number)))
    if not isinstance(who, list) or not all(_is_name(name) for name in who):
        raise refuse(f'the annotators {who!r}', 'a list of names or numbers')
    if len(who) != number:
        raise refuse(
            f'{number} {many} and {len(who)} entries in annotator',
            f'one entry per {one}',
        )
    _, places = np.unique(np.array(who, dtype=str), return_inverse=True)
    group, confidence = clip.get('group'), clip.get('confidence')
    if group is not None and not _is_name(group):
        raise refuse(f'the group {group!r}', 'a name or a number')
    if confidence is not None and not (
        isinstance(confidence, int | float) and np.isfinite(confidence)
    ):
        raise refuse(f'the confidence {confidence!r}', 'a finite number')
    return Truth(
        boxes=boxes,
        masks=masks,
        annotators=places,
        num_annotators=max(1, len(set(places.tolist()))),
        kind=kind,
        group=None if group is None else str(group),
        confidence=confidence,
    )


def _boxes(clip: dict, refuse: Callable[[str, str], ValueError]) -> np.ndarray:
    """Return the boxes of a clip, n x 4 fractions of the frame."""
    unit = clip.get('unit')
    if not isinstance(unit, str) or unit not in UNITS:
        raise refuse(f'the unit {unit!r}', ' or '.join(UNITS))
    given = clip.get('boxes', [])
    try:
        boxes = np.array(given)
    except ValueError:  # rows of unequal lengths
        boxes = np.empty(0, dtype=object)
    number = len(given) if isinstance(given, list) else -1
    if number and (boxes.shape != (number, 4) or boxes.dtype.kind not in 'if'):
        raise refuse(
            'boxes that are not n x 4 numbers', 'a list of [x1, y1, x2, y2]'
        )
    if not np.isfinite(boxes).all():
        raise refuse('a box with a coordinate that is not finite', 'numbers')
    return boxes.reshape(-1, 4) / UNITS[unit]


def _is_name(value) -> bool:
    return isinstance(value, str | int)


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse repeated keys; JSON would keep only the last one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'it holds the key {twice!r} twice')
    return found
