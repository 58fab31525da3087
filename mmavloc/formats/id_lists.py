"""Id lists: read in all published forms, written as one id per line."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath

from .atomic import write_text
from .findings import Finding, first_few, raise_first_error
from .ids import form_of, kept_out, plain_id, vggsound_id
from .negative_lists import names_negatives, read_negatives
from .rows import ID_COLUMNS, Row, header_of, id_column, scan_rows

WANTED = 'one id per line'
VGGSOUND_SPLITS = ('train', 'test')


def scan_id_list(path: str | Path) -> tuple[list[str], list[Finding]]:
    """Read an id list, and collect every problem.

    A line is ``id``, ``id.jpg`` (or another ending of an image, audio or
    video file), a path of such a file, or ``id,class,...``, with commas, tabs
    or semicolons; a header may name the columns. Rows ``YouTube
    id,start,class,split`` of vggsound.csv are read as ids ``<YouTube
    id>_<start>``, as in VGG-SS. A JSON file is a list of ids, or of objects
    with an id.

    Returns:
        The ids, in order, each once; and the problems.

    Raises:
        FileNotFoundError: there is no such list.
    """
    names, found = _names(path)
    if not names and not found:
        text = f'{path}: holds no id; want {WANTED}'
        found.append(Finding('list', str(path), text))
    ids = [plain_id(name) for name in names]
    if twice := [name for name, count in Counter(ids).items() if count > 1]:
        text = (
            f'{path}: {len(twice)} ids are listed more than once, '
            f'{first_few(twice)}; remove the repetitions'
        )
        found.append(Finding('duplicate', str(path), text, tuple(twice)))
    odd = [n for n in ids if '/' in n or '\\' in n or n[:1] in ('', '.')]
    if odd:
        text = (
            f'{path}: {first_few(odd)}: not a plain id; want the name of a '
            'file without its folder and ending'
        )
        found.append(Finding('list', str(path), text, tuple(odd)))
    barred = set(odd)
    return list(dict.fromkeys(n for n in ids if n not in barred)), found


def read_id_list(path: str | Path) -> list[str]:
    """Read an id list in any form of :func:`scan_id_list`.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: the list is empty or not text, repeats an id, or has an id
            that is not a plain file name.
    """
    ids, problems = scan_id_list(path)
    raise_first_error(problems)
    return ids


def read_kept_out(path: str | Path) -> set[str]:
    """Read a list of ids that must not be in training.

    Ids may be repeated. For a list of negatives, these are the clips of its
    images and of its audio.

    Raises:
        FileNotFoundError, ValueError: as :func:`read_id_list`.
    """
    ids, problems = scan_id_list(path)
    raise_first_error(p for p in problems if p.kind != 'duplicate')
    if names_negatives(path):
        ids += [sound for _, sound in read_negatives(path)]
    return kept_out(ids)


def check_matches(
    ids: Collection[str],
    path: str | Path,
    exists: Callable[[str], bool],
    data: Collection[str],
    *,
    by_form: bool = False,
) -> None:
    """Check that a list to keep out of training matches some clip.

    If it matches none, its ids have another form than those of the data, and
    the list would have no effect.

    Args:
        ids: ids of the list.
        path: path of the list.
        exists: returns whether there is a clip with an id.
        data: ids of the data.
        by_form: whether ids of the same form as those of the data are enough,
            for example if the test clips are on another machine.

    Raises:
        ValueError: no id matches; the message shows an id of each kind.
    """
    if any(map(exists, ids)):
        return
    if by_form and {*map(form_of, ids)} & {*map(form_of, data)}:
        return
    raise ValueError(
        f'{path}: none of its ids, such as {min(ids, default="")}, is an id '
        f'of the data, such as {min(data)}; want ids in the form of the '
        'data, or leave this list out'
    )


def write_list(path: str | Path, ids: Iterable[str]) -> None:
    """Write an id list; several processes may write the same one."""
    write_text(path, '\n'.join([*ids, '']))


def _names(path: str | Path) -> tuple[list[str], list[Finding]]:
    """Read the names in the id column, with their endings."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such id list; want {WANTED} (tools/make_lists.py '
            'draws training and validation lists)'
        )
    if path.suffix.lower() == '.json':
        return _json_names(path)
    rows, found = scan_rows(path, wanted=WANTED)
    if header := header_of(rows, path):
        column = id_column(header) or 0
        rows = rows[1:]
    else:
        column = 0
    names = []
    for row in rows:
        if column < len(row.cells) and row.cells[column]:
            names.append(_vggsound(row) or row.cells[column])
        else:
            text = (
                f'{path}, line {row.number}: {row.text!r} has no id in '
                f'column {column + 1}; want {WANTED}'
            )
            found.append(Finding('list', str(path), text))
    return names, found


def _vggsound(row: Row) -> str | None:
    """Return the id of a row of vggsound.csv, or None."""
    if len(row.cells) != 4 or row.cells[3] not in VGGSOUND_SPLITS:
        return None
    video, start = row.cells[:2]
    if not re.fullmatch(r'[\w-]{11}', video) or not start.isdecimal():
        return None
    return vggsound_id(video, int(start))


def _json_names(path: Path) -> tuple[list[str], list[Finding]]:
    """Read a JSON list of ids or of objects, such as vggss.json."""
    try:
        content = json.loads(path.read_text(encoding='utf-8-sig'))
        if not isinstance(content, list):
            raise TypeError('not a list')
        names = [
            item
            if isinstance(item, str)
            else item[next(key for key in ID_COLUMNS if key in item)]
            for item in content
        ]
        return [PurePosixPath(name).name for name in names], []
    except (ValueError, TypeError, KeyError, StopIteration):
        text = (
            f'{path}: not a JSON list of ids, or of objects with an id; want '
            f'{WANTED}'
        )
        return [], [Finding('list', str(path), text)]
