"""Rows of text lists: one id a line, CSV or tabs, however they were saved."""

import codecs
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .findings import Finding

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: 'utf-8-sig',
    codecs.BOM_UTF16_LE: 'utf-16',
    codecs.BOM_UTF16_BE: 'utf-16',
}
SEPARATORS = '\t,;'


@dataclass(frozen=True)
class Row:
    """One line of a list.

    Attributes:
        number: of the line, from 1.
        text: the line as it stands there.
        cells: its columns.
    """

    number: int
    text: str
    cells: tuple[str, ...]


def scan_rows(
    path: str | Path, *, wanted: str, words: bool = False
) -> tuple[list[Row], list[Finding]]:
    """Read the rows of a text file; blank lines and # comments are skipped.

    Columns are separated by tabs, commas or semicolons, whichever the line
    holds first in this order; quotes are those of CSV. Byte order marks and
    any kind of line end are accepted.

    Args:
        path: of the list.
        wanted: what a line holds, for the messages.
        words: whether spaces separate columns where nothing else does.

    Returns:
        The rows, and the problem of a file that is no text.
    """
    data = Path(path).read_bytes()
    encoding = next(
        (BYTE_ORDER_MARKS[m] for m in BYTE_ORDER_MARKS if data.startswith(m)),
        'utf-8',
    )
    try:
        lines = data.decode(encoding).splitlines()
    except UnicodeDecodeError as error:
        text = f'{path}: no UTF-8 text ({error}); want {wanted}'
        return [], [Finding('list', str(path), text)]
    rows = []
    for number, line in enumerate(lines, 1):
        cells = split_cells(line.split('#')[0], words)
        if any(cells):
            rows.append(Row(number, line, cells))
    return rows, []


def split_cells(text: str, words: bool = False) -> tuple[str, ...]:
    """Split a line into its columns, each without spaces around it."""
    separator = next((mark for mark in SEPARATORS if mark in text), None)
    if separator is None and words:
        return tuple(text.split())
    reader = csv.reader(
        [text.strip(' ')],
        delimiter=separator or ',',
        skipinitialspace=True,
    )
    try:
        return tuple(cell.strip() for row in reader for cell in row)
    except csv.Error:  # a NUL, or a cell of more than 128 kB
        return (text.strip(),)


# Names of columns, in the order in which they are preferred as id.
ID_COLUMNS = (
    *('id', 'sample_id', 'clip_id', 'clip', 'file', 'filename', 'file_name'),
    *('name', 'video_id', 'ytid', 'youtube_id', 'video', 'image_id', 'image'),
)
# Single columns that no clip is called, so that they are a header anywhere.
HEADERS = {'id', 'sample_id', 'clip_id', 'video_id', 'ytid', 'youtube_id'}
OTHER_COLUMNS = {
    *('', 'index', 'class', 'label', 'labels', 'category', 'split', 'audio'),
    *('sound', 'start', 'start_seconds', 'end', 'end_seconds', 'bbox', 'type'),
    *('class_id', 'class_name', 'width', 'height', 'set', 'left', 'right'),
}


def header_of(rows: list[Row], path: str | Path) -> list[str]:
    """Return the names of the columns if the first row holds them, or none.

    A row is a header if all its cells are known names of columns and one
    names an id; a single one such as ``clip``, which a clip may be called,
    in files .csv and .tsv only.
    """
    if not rows:
        return []
    names = [cell.lower().replace(' ', '_') for cell in rows[0].cells]
    if len(names) == 1:
        table = Path(path).suffix.lower() in ('.csv', '.tsv')
        known = names[0] in HEADERS or (table and names[0] in ID_COLUMNS)
        return names if known else []
    if not all(name in (*ID_COLUMNS, *OTHER_COLUMNS) for name in names):
        return []
    return names if id_column(names) is not None else []


def id_column(names: Iterable[str]) -> int | None:
    """Return which of the columns holds the ids."""
    names = list(names)
    known = [name for name in ID_COLUMNS if name in names]
    return names.index(known[0]) if known else None
