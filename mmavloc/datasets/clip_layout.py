"""Flickr-SoundNet's files: id lists, annotations, one record per clip.

Pure functions, shared by every data set that is laid out so::

    image/<id>.jpg   audio/<id>.wav   annotation/<id>.xml   <list>.txt
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mmavloc.datasets.lists.findings import Finding, refuse, some
from mmavloc.datasets.lists.leakage import find_leak
from mmavloc.formats.annotation import parse_annotation

# Of what, below a data root, by the names that MMEngine's data_prefix takes.
FOLDERS = {
    'img_path': 'image',
    'audio_path': 'audio',
    'ann_path': 'annotation',
}

# The published test list holds an id that does not exist; the annotated clip
# is the other one. Code bases that drop it test on 249 clips.
WRONG_ID, RIGHT_ID = '3908875357', '3908875350'


def folders_of(data_root: str | Path) -> dict[str, str]:
    """Return where the pictures, sounds and annotations of a root are."""
    return {key: str(Path(data_root, name)) for key, name in FOLDERS.items()}


def root_of(path: str | Path, data_root: str | Path) -> Path:
    """Return the data root of a list: what it lies in, or else ``data_root``.

    A list lies in a root if there are pictures beside it, or one folder up
    where it lies among other lists.
    """
    folder, data_root = Path(path).parent, Path(data_root)
    for root in (folder, folder.parent):
        if (root / FOLDERS['img_path']).is_dir():
            same = root.resolve() == data_root.resolve()
            return data_root if same else root
    return data_root


def scan_id_list(path: str | Path) -> tuple[list[str], list[Finding]]:
    """Read an id list, and list every problem instead of raising the first.

    Returns:
        The plain ids, in order, each once; and what is wrong.

    Raises:
        FileNotFoundError: there is no such list.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such id list; want one id per line (tools/'
            'make_lists.py makes training and validation lists)'
        )
    try:
        lines = path.read_text(encoding='utf-8-sig').splitlines()
    except UnicodeDecodeError as error:
        text = f'{path}: no UTF-8 text ({error}); want one id per line'
        return [], [Finding('list', str(path), text)]
    ids = [line.split('#')[0].strip() for line in lines]
    ids = [name for name in ids if name]
    found = []
    if not ids:
        text = f'{path}: holds no id; want one id per line'
        found.append(Finding('list', str(path), text))
    if twice := [name for name, count in Counter(ids).items() if count > 1]:
        text = (
            f'{path}: {len(twice)} ids are listed more than once, '
            f'{some(twice)}; remove the repetitions'
        )
        found.append(Finding('duplicate', str(path), text, tuple(twice)))
    odd = [n for n in ids if '/' in n or '\\' in n or n.startswith('.')]
    if odd:
        text = (
            f'{path}: {some(odd)}: no plain id; want the name of a file '
            'without its folder and ending'
        )
        found.append(Finding('list', str(path), text, tuple(odd)))
    barred = set(odd)
    return list(dict.fromkeys(n for n in ids if n not in barred)), found


def read_id_list(path: str | Path) -> list[str]:
    """Read an id list: one id a line; blank lines and # comments are free.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: it is empty, no text, holds an id twice, or an id that is
            no plain file name.
    """
    ids, problems = scan_id_list(path)
    refuse(problems)
    return ids


def kept_out(ids: Iterable[str]) -> set[str]:
    """Return the ids of tested clips that none may be trained on.

    Where the published test list names the clip that does not exist, the one
    that is meant is kept out too.
    """
    ids = set(ids)
    return ids | {RIGHT_ID} if WRONG_ID in ids else ids


def read_kept_out(path: str | Path) -> set[str]:
    """Read the ids of a list that none may be trained on."""
    return kept_out(read_id_list(path))


def mend_ids(ids: list[str], image_folder: str | Path) -> list[str]:
    """Read the id that does not exist as the one that is meant."""
    if (
        WRONG_ID not in ids
        or RIGHT_ID in ids
        or Path(image_folder, f'{WRONG_ID}.jpg').is_file()
    ):
        return ids
    return [RIGHT_ID if name == WRONG_ID else name for name in ids]


def clip_records(
    ids: list[str],
    folders: dict[str, str],
    split: str,
    annotated: bool,
    audio_suffix: str = '.wav',
) -> list[dict]:
    """Make the flat dicts of paths and boxes that a data set lists.

    Args:
        ids: in order.
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        split: the name that the clips are scored under.
        annotated: whether every clip must have an annotation.
        audio_suffix: ending of the sound files.

    Raises:
        FileNotFoundError: files are missing, all counted and some named.
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
    if annotated:
        notes = [Path(folders['ann_path']) / f'{name}.xml' for name in ids]
        files += map(str, notes)
    missing = [path for path in files if not Path(path).is_file()]
    if missing:
        raise FileNotFoundError(
            f'{len(missing)} of {len(files)} files of {len(ids)} listed clips '
            f'are missing: {some(missing)}; put them there or take the ids '
            'off the list'
        )
    if annotated:
        for record, note in zip(records, notes, strict=True):
            boxes, annotators, count = parse_annotation(note)
            record |= {
                'boxes': boxes,
                'annotators': annotators,
                'num_annotators': count,
            }
    return records


def check_disjoint(
    ids: list[str], name: str, others: Iterable[str | Path]
) -> None:
    """Refuse ids that stand in another list too, such as a test list.

    Raises:
        ValueError: names the lists, the number and some of the ids.
    """
    for other in others:
        refuse(find_leak(ids, name, read_kept_out(other), str(other)))
