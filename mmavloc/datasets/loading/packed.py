"""Clips packed in a few tar shards instead of many small files."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.dataset import BaseDataset

from mmavloc.formats.findings import first_few
from mmavloc.formats.id_lists import (
    check_matches,
    read_id_list,
    read_kept_out,
)
from mmavloc.formats.ids import repair_ids
from mmavloc.registry import DATASETS

from .errors import UnreadableClip, prepare_or_skip
from .media import member_path

PACK_FILE, INDEX_FILE = 'pack.json', 'index.npy'
COMPARED = 10_000  # packed ids whose form is compared with that of a list


def index_type(id_bytes: int) -> np.dtype:
    """Return the type of an index row, with ids of so many UTF-8 bytes."""
    return np.dtype(
        [
            ('shard', '<u4'),
            ('img_at', '<u8'),
            ('img_size', '<u4'),
            ('audio_at', '<u8'),
            ('audio_size', '<u4'),
            ('id', f'S{id_bytes}'),
        ]
    )


def begun_manifest(folder: str | Path) -> dict:
    """Read the manifest of a pack; return an empty dict without a pack.

    Raises:
        ValueError: the file is not a manifest.
    """
    path = Path(folder, PACK_FILE)
    if not path.is_file():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding='utf-8'))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or 'finished' not in manifest:
        raise ValueError(
            f'{path}: not a manifest of a pack; copy it again, or choose '
            'another folder'
        )
    return manifest


def read_manifest(folder: str | Path) -> dict:
    """Read the manifest of a finished pack.

    Raises:
        FileNotFoundError: there is no pack, or it was not finished.
        ValueError: the file is not a manifest.
    """
    path = Path(folder, PACK_FILE)
    manifest = begun_manifest(folder)
    if not manifest.get('finished'):
        found = 'is not finished' if manifest else 'does not exist'
        raise FileNotFoundError(
            f'{path}: the pack {found}; make it with: python '
            f'tools/pack_dataset.py DATA_ROOT --list FILE --out {folder}'
        )
    return manifest


def check_shards(folder: str | Path, manifest: dict) -> None:
    """Compare the shards' sizes with the manifest.

    Raises:
        ValueError: shards are missing or of another size; names them.
    """
    wrong = []
    for shard in manifest['shards']:
        path = Path(folder, shard['name'])
        size = path.stat().st_size if path.is_file() else 0
        if size != shard['bytes']:
            wrong.append(f'{path} ({size} bytes, expected {shard["bytes"]})')
    if wrong:
        raise ValueError(
            f'{len(wrong)} shards of {len(manifest["shards"])} are missing or '
            f'truncated: {first_few(wrong)}; copy them again, and check with: '
            'sha256sum -c SHA256SUMS'
        )


class Records(Sequence):
    """The records of a pack, each made from the index on access.

    The index is memory-mapped and shared by loader workers, so that even 200
    million clips do not occupy a process's memory.

    Args:
        folder: folder of the pack.
        rows: rows of the index, in order.
        split: name that the clips are scored under.
    """

    def __init__(
        self,
        folder: str | Path,
        rows: 'range | np.ndarray | None' = None,
        split: str = '',
    ):
        self.folder, self.split = str(folder), split
        self.index = np.load(Path(folder, INDEX_FILE), mmap_mode='r')
        self.rows = range(len(self.index)) if rows is None else rows

    def __reduce__(self):
        return Records, (self.folder, self.rows, self.split)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at):
        if isinstance(at, slice):
            return Records(self.folder, self.rows[at], self.split)
        row = self.index[self.rows[at]]
        name = row['id'].decode()
        shard = f'{self.folder}/{row["shard"]:06d}.tar'
        return {
            'sample_id': name,
            'split': self.split,
            'img_path': member_path(
                shard, f'{name}.jpg', row['img_at'], row['img_size']
            ),
            'audio_path': member_path(
                shard, f'{name}.wav', row['audio_at'], row['audio_size']
            ),
        }


@DATASETS.register_module()
class PackedClips(BaseDataset):
    """Clips to train on without boxes, packed by ``tools/pack_dataset.py``.

    They are for network disks and for corpora larger than one machine;
    docs/scale.md says from which size it is worthwhile. Images and audio are
    copied byte for byte. :class:`ShardShuffleSampler` reads them in an order
    that is nearly random and nearly sequential.

    Args:
        data_root: folder of the pack.
        ann_file: id list; by default all packed clips.
        split: name that the clips are scored under.
        disjoint_from: id lists that must share no id with this one; paths
            are not relative to ``data_root``.
        skip_unreadable: in training, skip clips whose media cannot be
            read; :class:`SkippedClipsHook` counts and lists them.
        indices, pipeline, test_mode, ...: as in MMEngine's ``BaseDataset``.

    Raises:
        FileNotFoundError, ValueError: there is no finished pack, shards are
            missing or truncated, the list has ids that are not packed, or
            ids that must not be trained on.
    """

    def __init__(
        self,
        *,
        data_root: str,
        ann_file: str = '',
        split: str | None = None,
        disjoint_from: list[str] | tuple[str, ...] = (),
        skip_unreadable: bool = False,
        test_mode: bool = False,
        **kwargs,
    ):
        if skip_unreadable and test_mode:
            raise ValueError(
                'skip_unreadable is for training only: skipping clips in a '
                'test changes the number of scored clips'
            )
        self.split = split or Path(ann_file or data_root).stem
        self.disjoint_from = disjoint_from
        self.skip_unreadable = skip_unreadable
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            test_mode=test_mode,
            serialize_data=False,
            **kwargs,
        )

    def load_data_list(self) -> Records:
        """Open the index; records are made on access."""
        self._manifest = read_manifest(self.data_root)
        check_shards(self.data_root, self._manifest)
        records = Records(self.data_root, split=self.split)
        if self.ann_file:
            rows = self._rows(records, read_id_list(self.ann_file))
            records = Records(self.data_root, rows, self.split)
        for path in self.disjoint_from:
            self._check_disjoint(records, path)
        return records

    def _check_disjoint(self, records: Records, path: str) -> None:
        """Refuse ids of a list, and a list whose ids have another form."""
        barred = read_kept_out(path)
        ids = records.index['id'][_places(records.rows)]
        if len(shared := np.intersect1d(ids, _as_bytes(barred))):
            names = [name.decode() for name in shared]
            raise ValueError(
                f'{self.data_root} and {path} share {len(names)} ids: '
                f'{first_few(names)}; pack or list other clips'
            )
        packed = {name.decode() for name in records.index['id'][:COMPARED]}
        check_matches(barred, path, packed.__contains__, packed, by_form=True)

    def _rows(self, records: Records, ids: list[str]) -> np.ndarray:
        """Find the rows of a list, in the order of the shards."""
        there = records.index['id']
        found = np.isin(there, _as_bytes(ids))
        known = set(there[found])
        if len(known) < len(ids):  # the list may name clips in another form
            ids = repair_ids(ids, lambda name: name.encode() in known)
            found = np.isin(there, _as_bytes(ids))
            known = set(there[found])
        if len(known) < len(set(ids)):
            absent = [n for n in ids if n.encode() not in known]
            raise ValueError(
                f'{self.ann_file}: {len(absent)} of {len(ids)} ids are not '
                f'in the pack {self.data_root}: {first_few(absent)}; pack '
                'them or remove them from the list'
            )
        return np.flatnonzero(found)

    @property
    def shard_sizes(self) -> list[int]:
        """Number of clips in each shard in use, in order."""
        self.full_init()
        records = self.data_list
        if isinstance(records, list):  # selected by `indices`, in any order
            return [len(records)]
        if len(records) == self._manifest['clips']:
            return [shard['clips'] for shard in self._manifest['shards']]
        shards = records.index['shard'][_places(records.rows)]
        return np.unique(shards, return_counts=True)[1].tolist()

    def prepare_data(self, idx: int) -> dict | UnreadableClip:
        """Run the pipeline on one clip."""
        return prepare_or_skip(self, idx, super().prepare_data)


def _places(rows: 'range | np.ndarray') -> 'slice | np.ndarray':
    if isinstance(rows, range):
        return slice(rows.start, rows.stop)
    return rows


def _as_bytes(ids) -> np.ndarray:
    return np.array([name.encode() for name in ids])
