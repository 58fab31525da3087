"""Maps and annotations that other programs saved."""

import json
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mmavloc.structures import KINDS, Truth

UNITS = {'pixel256': 256, 'normalised': 1}


class MapFile:
    """Maps by id: an .npz file, or a folder of .npy files, read one by one.

    A file that ``tools/test.py --maps`` wrote holds ``<split>/<id>/<map>``;
    of it one map and one split are read.

    Args:
        path: file or folder.
        name: which map, in a file with several.
        split: which split, in a file with several.

    Raises:
        FileNotFoundError: there is nothing.
        ValueError: it is no .npz, holds no map, not the one that was named,
            or several splits of which none was named.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        name: str = 'localization',
        split: str | None = None,
    ):
        self.path = Path(path)
        if self.path.is_dir():
            self.keys = {
                p.stem: p for p in sorted(self.path.glob('[!.]*.npy'))
            }
        else:
            self.keys = self._open(name, split)
        if not self.keys:
            raise ValueError(
                f'{path}: no map in it; want <id>.npy files, or an .npz with '
                f'the ids as keys or <split>/<id>/{name}'
            )

    def __contains__(self, sample_id: str) -> bool:
        return sample_id in self.keys

    def __iter__(self):
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def read(self, sample_id: str) -> np.ndarray:
        """Read one map.

        Raises:
            ValueError: the entry is damaged or no plain array.
        """
        key = self.keys[sample_id]
        try:
            if isinstance(key, Path):
                values = np.load(key, allow_pickle=False)
            else:
                values = self._file[key]
            if not isinstance(values, np.ndarray):
                raise ValueError('it is no array')
        except (
            *(ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error),
        ) as error:
            raise ValueError(
                f'{self.path}: the map of clip {sample_id} cannot be read '
                f'({error}); want a plain array of numbers'
            ) from error
        return values.astype(values.dtype.newbyteorder('='), copy=False)

    def _open(self, name: str, split: str | None) -> dict[str, str]:
        if not self.path.is_file():
            raise FileNotFoundError(
                f'{self.path}: no such file or folder; want maps in an .npz '
                'or a folder of .npy'
            )
        try:
            self._file = np.load(self.path, allow_pickle=False)
            keys = list(self._file.files)
        except (
            *(ValueError, AttributeError, EOFError, zipfile.BadZipFile),
        ) as error:
            raise ValueError(
                f'{self.path}: no .npz file; want arrays by id as numpy.savez '
                'writes them'
            ) from error
        parts = [key.split('/') for key in keys]
        if not parts or not all(len(part) == 3 for part in parts):
            return dict(zip(keys, keys, strict=True))
        splits = sorted({part[0] for part in parts})
        wanted = splits[0] if split is None and len(splits) == 1 else split
        names = sorted({part[2] for part in parts if part[0] == wanted})
        for what, choice, known in (
            ('split', wanted, splits),
            ('map', name, names),
        ):
            if choice not in known:
                raise ValueError(
                    f'{self.path}: it holds the {what}s {", ".join(known)}; '
                    f'name one of them with --{what}'
                )
        return {
            part[1]: key
            for part, key in zip(parts, keys, strict=True)
            if part[0] == wanted and part[2] == name
        }


def read_truths(path: str | Path) -> dict[str, Truth]:
    """Read annotations: a JSON object of id -> clip.

    A clip has ``boxes`` ([x1, y1, x2, y2] each), ``unit`` (``pixel256``,
    whole pixels of a 256 x 256 frame, or ``normalised``, fractions), ``kind``
    (``consensus``, ``union`` or ``negative``), and may have ``annotator``
    (who drew which box, otherwise one each), ``group`` and ``confidence``.
    Boxes may reach beyond the frame, and may be empty.

    Raises:
        FileNotFoundError: there is no file.
        ValueError: it is no such JSON; names the clip.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such annotations; want a JSON of id -> boxes'
        )
    try:
        text = path.read_text(encoding='utf-8')
        clips = json.loads(text, object_pairs_hook=_distinct)
    except ValueError as error:
        raise ValueError(
            f'{path}: no JSON ({error}); want an object of id -> clip'
        ) from error
    if not isinstance(clips, dict) or not clips:
        raise ValueError(
            f'{path}: a {type(clips).__name__} of {len(clips)}; want an '
            'object of id -> clip, at least one'
        )
    return {name: _truth(path, name, clip) for name, clip in clips.items()}


def _truth(path: Path, name: str, clip: dict) -> Truth:
    def refuse(found: str, wanted: str) -> ValueError:
        return ValueError(f'{path}: clip {name} has {found}; want {wanted}')

    if not isinstance(clip, dict):
        raise refuse(f'a {type(clip).__name__}', 'an object with boxes')
    kind, unit = clip.get('kind'), clip.get('unit')
    if kind not in KINDS:
        raise refuse(f'the kind {kind!r}', ', '.join(KINDS))
    if not isinstance(unit, str) or unit not in UNITS:
        raise refuse(f'the unit {unit!r}', ' or '.join(UNITS))
    given = clip.get('boxes', [])
    try:
        boxes = np.array(given)
    except ValueError:  # of unequal lengths
        boxes = np.empty(0, dtype=object)
    number = len(given) if isinstance(given, list) else -1
    if number and (boxes.shape != (number, 4) or boxes.dtype.kind not in 'if'):
        raise refuse(
            'boxes that are no n x 4 numbers', 'a list of [x1, y1, x2, y2]'
        )
    if not np.isfinite(boxes).all():
        raise refuse('a box with a coordinate that is no number', 'finite')
    if bool(number) == (kind == 'negative'):
        raise refuse(
            f'{number} boxes and the kind {kind}',
            'at least one box, or none where nothing sounds (negative)',
        )
    who = clip.get('annotator', list(range(number)))
    if not isinstance(who, list) or not all(_is_name(name) for name in who):
        raise refuse(f'the annotators {who!r}', 'a list of names or numbers')
    if len(who) != number:
        raise refuse(f'{number} boxes of {len(who)} annotators', 'one each')
    _, places = np.unique(np.array(who, dtype=str), return_inverse=True)
    group, confidence = clip.get('group'), clip.get('confidence')
    if group is not None and not _is_name(group):
        raise refuse(f'the group {group!r}', 'a name or a number')
    if confidence is not None and not (
        isinstance(confidence, int | float) and np.isfinite(confidence)
    ):
        raise refuse(f'the confidence {confidence!r}', 'a finite number')
    return Truth(
        boxes=boxes.reshape(-1, 4) / UNITS[unit],
        annotators=places,
        num_annotators=max(1, len(set(places.tolist()))),
        kind=kind,
        group=None if group is None else str(group),
        confidence=confidence,
    )


def _is_name(value) -> bool:
    return isinstance(value, str | int)


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice, of which JSON would keep the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'the key {twice!r} stands in it twice')
    return found


def check_same(
    maps: Iterable[str], truths: Iterable[str], what: str = 'annotation'
) -> None:
    """Refuse maps and annotations of different clips.

    Raises:
        ValueError: names the first clip that lacks one.
    """
    have, want = set(maps), set(truths)
    for missing, lack in ((want - have, 'map'), (have - want, what)):
        if missing:
            raise ValueError(
                f'{len(missing)} clips have no {lack}, first '
                f'{sorted(missing)[0]}; want one for each of the same clips'
            )
