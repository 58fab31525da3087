"""Make a pack: tar shards of images and audio, an index, checksums.

``pack.json`` is written first, with the settings, and again when the pack is
complete. A shard is written to a temporary file and renamed, then its index
rows are written, so that an interrupted run continues after the last complete
shard.
"""

import hashlib
import io
import json
import os
import random
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mmavloc.datasets.lists.draw_lists import stems
from mmavloc.formats.atomic import write_bytes
from mmavloc.formats.findings import first_few

from .packed import INDEX_FILE, PACK_FILE, begun_manifest, index_type

FOLDERS = {'image': '.jpg', 'audio': '.wav'}
BLOCK = 512  # bytes; everything in a tar file is a multiple


def pack_clips(
    ids: Sequence[str],
    data_root: str | Path,
    out: str | Path,
    *,
    clips_per_shard: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> bool:
    """Pack the image and audio files of clips, byte for byte.

    The clips are shuffled, so that each shard is a random sample of the list.
    Members are named ``<id>.jpg`` and ``<id>.wav``, one after the other, as
    WebDataset reads them.

    Args:
        ids: ids of the clips.
        data_root: contains ``image/<id>.jpg`` and ``audio/<id>.wav``.
        out: folder of the pack, created if absent.
        clips_per_shard: maximum; the last shard may contain fewer.
        seed: seed of the shuffle.
        progress: called with the numbers of packed and of all clips.

    Returns:
        Whether anything was written; a finished pack of the same clips is
        left unchanged.

    Raises:
        FileNotFoundError: media are missing.
        ValueError: the folder contains another pack or other files, a file is
            empty, or ``clips_per_shard`` is less than 1.
    """
    if clips_per_shard < 1:
        raise ValueError(
            f'clips_per_shard={clips_per_shard}: expected 1 or more'
        )
    root, out = Path(data_root), Path(out)
    order = sorted(ids)
    random.Random(seed).shuffle(order)
    plan = {
        'clips': len(order),
        'clips_per_shard': clips_per_shard,
        'seed': seed,
        'ids_sha256': hashlib.sha256('\n'.join(order).encode()).hexdigest(),
    }
    if _begun(out, plan):
        return False
    _check_media(order, root)
    out.mkdir(parents=True, exist_ok=True)
    write_bytes(
        out / PACK_FILE, json.dumps({**plan, 'finished': False}).encode()
    )
    kind = index_type(max(len(name.encode()) for name in order))
    starts = range(0, len(order), clips_per_shard)
    for number, start in enumerate(starts):
        some_ids = order[start : start + clips_per_shard]
        if not (out / f'{number:06d}.npy').is_file():
            _pack_shard(some_ids, root, out, number, kind)
        progress(start + len(some_ids), len(order))
    _finish(out, plan, len(starts))
    return True


def _begun(out: Path, plan: dict) -> bool:
    """Return whether this pack exists and is complete."""
    found = begun_manifest(out)
    if not found:
        # hidden: the lock, and temporary files of interrupted runs
        if out.is_dir() and any(
            not path.name.startswith('.') for path in out.iterdir()
        ):
            raise ValueError(
                f'{out}: contains files but no pack; choose an empty folder'
            )
        return False
    other = [key for key, value in plan.items() if found.get(key) != value]
    if other:
        raise ValueError(
            f'{out}: contains a pack of other clips or settings '
            f'({", ".join(other)}); choose an empty folder, or use the '
            'list and settings of that pack'
        )
    return found['finished']


def _check_media(ids: Sequence[str], root: Path) -> None:
    for folder, suffix in FOLDERS.items():
        missing = sorted(set(ids) - stems(root / folder, suffix))
        if missing:
            raise FileNotFoundError(
                f'{root / folder}: {len(missing)} of {len(ids)} listed clips '
                f'have no <id>{suffix} there: {first_few(missing)}; put the '
                'files there or remove the ids from the list'
            )


def _pack_shard(
    ids: Sequence[str], root: Path, out: Path, number: int, kind: np.dtype
) -> None:
    """Write one shard, then its rows of the index."""
    rows = np.zeros(len(ids), kind)
    temporary = out / f'.{number:06d}.tar.{os.getpid()}'
    try:
        with open(temporary, 'wb') as file:
            with tarfile.open(fileobj=file, mode='w') as tar:
                for row, name in zip(rows, ids, strict=True):
                    places = [
                        _add(tar, root / folder / f'{name}{suffix}')
                        for folder, suffix in FOLDERS.items()
                    ]
                    row['shard'], row['id'] = number, name.encode()
                    row['img_at'], row['img_size'] = places[0]
                    row['audio_at'], row['audio_size'] = places[1]
            file.flush()
            os.fsync(file.fileno())
        shard = temporary.replace(out / f'{number:06d}.tar')
    finally:
        temporary.unlink(missing_ok=True)
    info = {
        'name': shard.name,
        'clips': len(ids),
        'bytes': shard.stat().st_size,
        'sha256': _sha256(shard),
    }
    write_bytes(shard.with_suffix('.json'), json.dumps(info).encode())
    _write_rows(shard.with_suffix('.npy'), rows)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _add(tar: tarfile.TarFile, path: Path) -> tuple[int, int]:
    """Add a file; return the offset and number of its bytes."""
    data = path.read_bytes()
    if not data:
        raise ValueError(
            f'{path}: 0 bytes; download the file again or remove its id from '
            'the list'
        )
    info = tarfile.TarInfo(path.name)  # without owner or date
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))
    return tar.offset - -(-len(data) // BLOCK) * BLOCK, len(data)


def _finish(out: Path, plan: dict, count: int) -> None:
    """Join the index, write the checksums and, last, the manifest."""
    parts = [out / f'{number:06d}.npy' for number in range(count)]
    info = [part.with_suffix('.json') for part in parts]
    shards = [json.loads(path.read_text()) for path in info]
    _write_rows(out / INDEX_FILE, np.concatenate([np.load(p) for p in parts]))
    sums = ''.join(f'{s["sha256"]}  {s["name"]}\n' for s in shards)
    write_bytes(out / 'SHA256SUMS', sums.encode())
    manifest = {**plan, 'finished': True, 'shards': shards}
    write_bytes(out / PACK_FILE, json.dumps(manifest, indent=1).encode())
    # including temporary files of interrupted runs
    for path in [*parts, *info, *out.glob('.??????.tar.*')]:
        path.unlink(missing_ok=True)


def _write_rows(path: Path, rows: np.ndarray) -> None:
    buffer = io.BytesIO()
    np.save(buffer, rows)
    write_bytes(path, buffer.getvalue())
