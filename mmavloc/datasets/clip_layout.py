"""The layout of a prepared data set, and one record per clip.

Pure functions, shared by every data set that is laid out so::

    image/<id>.jpg   audio/<id>.wav   annotation/<id>.xml   <list>.txt
    mask/<id>.png or mask/<id>/<object>.png
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from mmavloc.datasets.lists.leakage import find_leak
from mmavloc.formats.annotation import read_annotation
from mmavloc.formats.findings import first_few, raise_first_error
from mmavloc.formats.id_lists import check_matches, read_kept_out
from mmavloc.formats.masks import (
    boxes_around,
    find_masks,
    pad_to_pair,
    read_masks,
)
from mmavloc.formats.negative_lists import read_negatives

# Subfolders of a data root, by the keys of MMEngine's data_prefix.
DATA_PREFIX = {
    'img_path': 'image',
    'audio_path': 'audio',
    'ann_path': 'annotation',
    'mask_path': 'mask',
}


def folders_of(data_root: str | Path) -> dict[str, str]:
    """Return the image, audio and annotation folders of a data root."""
    return {
        key: str(Path(data_root, name)) for key, name in DATA_PREFIX.items()
    }


def root_of(path: str | Path, data_root: str | Path) -> Path:
    """Return the data root that contains a list, or else ``data_root``.

    A list belongs to a root if the folder of images is next to it or one
    level above.
    """
    folder, data_root = Path(path).parent, Path(data_root)
    for root in (folder, folder.parent):
        if (root / DATA_PREFIX['img_path']).is_dir():
            same = root.resolve() == data_root.resolve()
            return data_root if same else root
    return data_root


def clip_records(
    ids: list[str],
    folders: dict[str, str],
    split: str,
    annotated: bool,
    audio_suffix: str = '.wav',
    annotation: str = 'boxes',
) -> list[dict]:
    """Make the flat dicts of paths and boxes that a data set lists.

    Args:
        ids: the clips, in order.
        folders: ``img_path``, ``audio_path``, and ``ann_path`` or
            ``mask_path``.
        split: the name that the clips are scored under.
        annotated: whether every clip must have an annotation.
        audio_suffix: extension of the audio files.
        annotation: ``'boxes'`` of the XML files, or ``'masks'``: their paths,
            and the box around each.

    Raises:
        FileNotFoundError: files are missing; gives their number and some
            of their names.
        ValueError: an annotation or a mask cannot be read.
    """
    image, audio = Path(folders['img_path']), Path(folders['audio_path'])
    records = [
        {
            'sample_id': name,
            'split': split,
            'img_path': str(image / f'{name}.jpg'),
            'audio_path': str(audio / f'{name}{audio_suffix}'),
        }
        for name in ids
    ]
    files = [r[key] for r in records for key in ('img_path', 'audio_path')]
    if annotated and annotation == 'masks':
        folder = Path(folders.get('mask_path', DATA_PREFIX['mask_path']))
        notes = [
            find_masks(folder, name) or folder / f'{name}.png' for name in ids
        ]
    elif annotated:
        notes = [Path(folders['ann_path']) / f'{name}.xml' for name in ids]
    else:
        notes = []
    files += map(str, notes)
    _check_there(files, f'{len(ids)} listed clips')
    for record, note in zip(records, notes, strict=bool(notes)):
        if annotation == 'masks':
            record |= {
                'mask_path': str(note),
                'boxes': (boxes := boxes_around(read_masks(note))),
                'annotators': np.zeros(len(boxes), np.int64),
                'num_annotators': 1,
            }
        else:
            found = read_annotation(note)
            record |= {
                'boxes': found.boxes,
                'annotators': found.annotators,
                'num_annotators': found.num_annotators,
            }
    return records


def negative_records(
    path: str | Path,
    folders: dict[str, str],
    split: str,
    audio_suffix: str = '.wav',
) -> list[dict]:
    """Make a record of each image whose audio has no visible source.

    Args:
        path: the list, see :func:`read_negatives`.
        folders: ``img_path``, ``audio_path``.
        split: the name that the clips are scored under.
        audio_suffix: extension of the audio files.

    Raises:
        FileNotFoundError: the list, or files it names, are missing.
        ValueError: see :func:`read_negatives`.
    """
    images, audio = Path(folders['img_path']), Path(folders['audio_path'])
    records = [
        {
            'sample_id': f'{image_id}+{audio_id}',
            'split': split,
            'img_path': str(images / f'{image_id}.jpg'),
            'audio_path': str(audio / f'{audio_id}{audio_suffix}'),
            'boxes': np.empty((0, 4)),
            'annotators': np.empty(0, np.int64),
            'num_annotators': 1,
            'kind': 'negative',
        }
        for image_id, audio_id in read_negatives(path)
    ]
    files = [r[key] for r in records for key in ('img_path', 'audio_path')]
    _check_there(files, f'{len(records)} negatives of {path}')
    return records


def _check_there(files: list[str], of: str) -> None:
    missing = [path for path in files if not Path(path).exists()]
    if missing:
        raise FileNotFoundError(
            f'{len(missing)} of {len(files)} files of {of} are missing: '
            f'{first_few(missing)}; put them there or remove the ids from '
            'the list'
        )


def with_masks(record: dict) -> dict:
    """Read the masks that a record names; see :func:`clip_records`.

    For two clips side by side, the masks of the sounding half are read.

    Returns:
        The record, with ``masks`` n x h x w bool over the whole image.
    """
    if 'mask_path' in record:
        masks = read_masks(record['mask_path'])
        if half := record.get('sounding_half'):
            masks = pad_to_pair(masks, half)
        record['masks'] = masks
    return record


def check_disjoint(
    ids: list[str],
    name: str,
    others: Iterable[str | Path],
    image_folder: str | Path | None = None,
) -> None:
    """Refuse ids that are also in another list, such as a test list.

    Args:
        ids: training ids.
        name: name of their list.
        others: lists that must share no id with it.
        image_folder: folder of the images; if given, a list that matches
            no image in it or in the list's own data root, and whose ids have
            another form than these, is refused.

    Raises:
        ValueError: ids are shared, or the ids of a list have another form
            than those of the data.
    """
    for other in others:
        kept_out = read_kept_out(other)
        raise_first_error(find_leak(ids, name, kept_out, str(other)))
        if image_folder is not None:
            check_keeps_out(kept_out, other, image_folder, ids, by_form=True)


def check_keeps_out(
    kept_out: Collection[str],
    path: str | Path,
    image_folder: str | Path,
    data: Collection[str],
    *,
    by_form: bool,
) -> None:
    """Refuse an exclusion list whose ids match no clip.

    A list of another data root, such as VGG-SS, may share no clip with the
    training data; its ids are then looked up in its own root.

    Args:
        kept_out: ids of the list.
        path: the list.
        image_folder: folder of the images.
        data: ids of the data.
        by_form: see :func:`check_matches`.

    Raises:
        ValueError: no id has an image; names an id of each side.
    """
    image_folder = Path(image_folder)
    own = root_of(path, image_folder.parent) / DATA_PREFIX['img_path']
    folders = {image_folder, own}
    check_matches(
        kept_out,
        path,
        lambda name: any((f / f'{name}.jpg').is_file() for f in folders),
        data,
        by_form=by_form,
    )
