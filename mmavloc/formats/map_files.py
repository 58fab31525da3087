"""Files of maps, by clip id."""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from .truth_files import read_truths

__all__ = ['MapFile', 'check_same', 'read_truths']


class MapFile:
    """Maps by id: an .npz file, or a folder of .npy files, read one by one.

    The keys of a file that ``tools/test.py --maps`` wrote are
    ``<split>/<id>/<map>``; one map and one split of it are read.

    Args:
        path: file or folder.
        name: which map, in a file with several; of several names the first
            one that the file has.
        split: which split, in a file with several.

    Raises:
        FileNotFoundError: the path does not exist.
        ValueError: the file is not an .npz, holds no map, does not hold the
            named map or split, or holds several splits and none is named.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        name: str | Sequence[str] = 'localization',
        split: str | None = None,
    ):
        self.path = Path(path)
        if self.path.is_dir():
            self.keys = {
                p.stem: p for p in sorted(self.path.glob('[!.]*.npy'))
            }
        else:
            choices = [name] if isinstance(name, str) else list(name)
            self.keys = self._open(choices, split)
        if not self.keys:
            raise ValueError(
                f'{path}: holds no map; want <id>.npy files, or an .npz whose '
                'keys are ids or <split>/<id>/<map>'
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
            ValueError: the entry is damaged or not a plain array.
        """
        key = self.keys[sample_id]
        try:
            if isinstance(key, Path):
                values = np.load(key, allow_pickle=False)
            else:
                values = self._file[key]
            if not isinstance(values, np.ndarray):
                raise ValueError('it is not an array')
        except (
            *(ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error),
        ) as error:
            raise ValueError(
                f'{self.path}: the map of clip {sample_id} cannot be read '
                f'({error}); want a plain array of numbers'
            ) from error
        return values.astype(values.dtype.newbyteorder('='), copy=False)

    def _open(self, choices: list[str], split: str | None) -> dict[str, str]:
        if not self.path.is_file():
            raise FileNotFoundError(
                f'{self.path}: no such file or folder; want an .npz file, or '
                'a folder of .npy files'
            )
        try:
            self._file = np.load(self.path, allow_pickle=False)
            keys = list(self._file.files)
        except (
            *(ValueError, AttributeError, EOFError, zipfile.BadZipFile),
        ) as error:
            raise ValueError(
                f'{self.path}: not an .npz file; want arrays by id, as '
                'numpy.savez writes them'
            ) from error
        parts = [key.split('/') for key in keys]
        if not parts or not all(len(part) == 3 for part in parts):
            return dict(zip(keys, keys, strict=True))
        splits = sorted({part[0] for part in parts})
        wanted = splits[0] if split is None and len(splits) == 1 else split
        names = sorted({part[2] for part in parts if part[0] == wanted})
        name = next((n for n in choices if n in names), choices[0])
        for what, choice, known in (
            ('split', wanted, splits),
            ('map', name, names),
        ):
            if choice not in known:
                raise ValueError(
                    f'{self.path}: holds the {what}s {", ".join(known)}'
                    + (f' and not {choice}' if choice else '')
                    + f'; choose one of them with --{what}'
                )
        return {
            part[1]: key
            for part, key in zip(parts, keys, strict=True)
            if part[0] == wanted and part[2] == name
        }


def check_same(
    maps: Iterable[str], truths: Iterable[str], what: str = 'annotation'
) -> None:
    """Check that maps and annotations are of the same clips.

    Raises:
        ValueError: a clip has only one of the two; the message names it.
    """
    have, want = set(maps), set(truths)
    for missing, lack in ((want - have, 'map'), (have - want, what)):
        if missing:
            raise ValueError(
                f'{len(missing)} clips have no {lack}, the first is '
                f'{sorted(missing)[0]}; want a map and an annotation of every '
                'clip'
            )
