"""Flickr-SoundNet's files: id lists, annotations, one record per clip.

Pure functions, shared by every data set that is laid out so::

    image/<id>.jpg   audio/<id>.wav   annotation/<id>.xml   <list>.txt
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

FRAME = 256  # px, the frame that Senocak et al. annotated in
MAX_ANNOTATORS = 6
# The published test list holds an id that does not exist; the annotated clip
# is the other one. Code bases that drop it test on 249 clips.
WRONG_ID, RIGHT_ID = '3908875357', '3908875350'
CORNERS = ('xmin', 'ymin', 'xmax', 'ymax')
SHOWN = 5  # how many of many culprits a message names


def some(names: Iterable[str]) -> str:
    """Name the first few of many."""
    names = list(names)
    more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
    return ', '.join(map(str, names[:SHOWN])) + more


def read_id_list(path: str | Path) -> list[str]:
    """Read an id list: one id a line; blank lines and # comments are free.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: it is empty, holds an id twice, or an id that is no plain
            file name.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such id list; want one id per line (tools/'
            'make_lists.py makes training lists)'
        )
    lines = path.read_text(encoding='utf-8-sig').splitlines()
    ids = [line.split('#')[0].strip() for line in lines]
    ids = [name for name in ids if name]
    if not ids:
        raise ValueError(f'{path}: holds no id; want one id per line')
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise ValueError(
            f'{path}: {len(twice)} ids are listed more than once, '
            f'{some(twice)}; remove the repetitions'
        )
    odd = [n for n in ids if '/' in n or '\\' in n or n.startswith('.')]
    if odd:
        raise ValueError(
            f'{path}: {some(odd)}: no plain id; want the name of a file '
            'without its folder and ending'
        )
    return ids


def read_kept_out(path: str | Path) -> set[str]:
    """Read the ids of a list that none may be trained on.

    Where the published test list names the clip that does not exist, the one
    that is meant is kept out too.
    """
    ids = set(read_id_list(path))
    return ids | {RIGHT_ID} if WRONG_ID in ids else ids


def parse_annotation(path: str | Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Read the boxes of Senocak et al.: XML, one element per annotator.

    Below each annotator stand one or more ``bbox``, and in each the four
    corners after an optional id, by name or else by position, in pixels of a
    256 x 256 frame. An annotator who drew none counts, if another drew some.

    Returns:
        Boxes (n x 4) float64, x1 y1 x2 y2 as fractions of the frame; who drew
        each (n) int64, 0..m-1; and m, the number of annotators.

    Raises:
        ValueError: not XML, nobody drew a box, too many annotators, or a box
            that is inverted, empty, out of the frame or no numbers.
    """
    path = Path(path)
    try:
        root = ElementTree.parse(path).getroot()
    except FileNotFoundError:
        raise FileNotFoundError(
            f'{path}: no such annotation; want the XML file of this clip'
        ) from None
    except ElementTree.ParseError as error:
        raise ValueError(
            f'{path}: {path.stat().st_size} bytes that are no XML ({error}); '
            'want an annotation: fetch the file again'
        ) from None
    boxes, annotators = [], []
    for who, annotator in enumerate(root):
        for element in annotator.iter('bbox'):
            boxes.append(_corners(element, path))
            annotators.append(who)
    if not boxes:
        raise ValueError(
            f'{path}: an annotation without boxes; want at least one bbox, '
            'or the clip taken off the list'
        )
    if len(root) > MAX_ANNOTATORS:
        raise ValueError(
            f'{path}: {len(root)} annotators; want 1 to {MAX_ANNOTATORS}'
        )
    return (
        np.array(boxes, dtype=np.float64) / FRAME,
        np.array(annotators, dtype=np.int64),
        len(root),
    )


def _corners(element: ElementTree.Element, path: Path) -> list[float]:
    named = {child.tag: child.text for child in element}
    texts = (
        [named[tag] for tag in CORNERS]
        if all(tag in named for tag in CORNERS)
        else [child.text for child in element if child.tag != 'id'][-4:]
    )
    try:
        x1, y1, x2, y2 = (float(text) for text in texts)
    except (TypeError, ValueError):
        raise ValueError(
            f'{path}: a bbox holds {texts}; want four numbers, '
            f'{" ".join(CORNERS)}'
        ) from None
    corners = [x1, y1, x2, y2]
    if not all(0 <= value <= FRAME for value in corners):
        raise ValueError(
            f'{path}: the box {corners} leaves the {FRAME} x {FRAME} frame; '
            f'want numbers from 0 to {FRAME}'
        )
    if x2 <= x1 or y2 <= y1:
        raise ValueError(
            f'{path}: the box {corners} is inverted or empty; want xmin < '
            'xmax and ymin < ymax'
        )
    return corners


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
        shared = sorted(set(ids) & read_kept_out(other))
        if shared:
            raise ValueError(
                f'{name} and {other} share {len(shared)} ids: {some(shared)}; '
                'a clip that is tested must not be trained on: take them off '
                'one list'
            )
