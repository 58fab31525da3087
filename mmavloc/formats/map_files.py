"""Maps that other programs saved, by clip id."""

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from .truth_files import read_truths

__all__ = ['MapFile', 'check_same', 'read_truths']


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
            or several splits and none is named.
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
