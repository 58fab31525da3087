"""Lists of types: a line ``<id> A`` or ``<id> B`` per clip."""

from pathlib import Path

from mmavloc.formats.findings import Finding, raise_first_error
from mmavloc.formats.ids import plain_id
from mmavloc.formats.rows import header_of, scan_rows

TYPE_SPLITS = {'A': 'type_a', 'B': 'type_b'}


def scan_types(path: str | Path) -> tuple[dict[str, str], list[Finding]]:
    """Read a type list, and collect every problem.

    Columns are separated by spaces, tabs or commas; the id may have the
    extension of a media file.

    Returns:
        id -> ``A`` or ``B``, in order; and the invalid lines.

    Raises:
        FileNotFoundError: there is no such list.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such list of types; expected a line "<id> A" or '
            '"<id> B" per clip (A: all objects that can sound do, B: only '
            'some of them do)'
        )
    rows, found = scan_rows(path, wanted='lines of id and type', words=True)
    types: dict[str, str] = {}
    for row in rows[1:] if header_of(rows, path) else rows:
        name = plain_id(row.cells[0])
        if (
            len(row.cells) == 2
            and row.cells[1] in TYPE_SPLITS
            and name not in types
        ):
            types[name] = row.cells[1]
            continue
        kind = 'duplicate' if name in types else 'list'
        text = (
            f'{path}, line {row.number}: {row.text!r}; expected an id that is '
            'listed once and its type, A or B'
        )
        found.append(Finding(kind, str(path), text, (name,)))
    if not types and not found:
        text = f'{path}: contains no clip; expected lines of id and type'
        found.append(Finding('list', str(path), text))
    return types, found


def read_types(path: str | Path) -> dict[str, str]:
    """Read a list of types: a line ``<id> A`` or ``<id> B`` per clip.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: an invalid line, a repeated id, or no id.
    """
    types, problems = scan_types(path)
    raise_first_error(problems)
    return types
