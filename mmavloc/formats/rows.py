"""Rows of text lists: one id per line, or columns (CSV, tabs)."""

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
        text: the line, unchanged.
        cells: its columns.
    """

    number: int
    text: str
    cells: tuple[str, ...]


def scan_rows(
    path: str | Path, *, wanted: str, words: bool = False
) -> tuple[list[Row], list[Finding]]:
    """Read the rows of a text file; blank lines and # comments are skipped.

    The separator of a line's columns is the first of tab, comma and semicolon
    that occurs in it; quotes are those of CSV. Byte order marks and all kinds
    of line ends are accepted.

    Args:
        path: path of the list.
        wanted: description of a valid line, for messages.
        words: whether spaces separate columns in lines without a separator.

    Returns:
        The rows; and a problem if the file is not text.
    """
    data = Path(path).read_bytes()
    encoding = next(
        (BYTE_ORDER_MARKS[m] for m in BYTE_ORDER_MARKS if data.startswith(m)),
        'utf-8',
    )
    try:
        lines = data.decode(encoding).splitlines()
    except UnicodeDecodeError as error:
        text = f'{path}: not UTF-8 text ({error}); want {wanted}'
        return [], [Finding('list', str(path), text)]
    rows = []
    for number, line in enumerate(lines, 1):
        cells = split_cells(line.split('#')[0], words)
        if any(cells):
            rows.append(Row(number, line, cells))
    return rows, []


def split_cells(text: str, words: bool = False) -> tuple[str, ...]:
    """Split a line into its columns, without surrounding spaces."""
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
    except csv.Error:  # a NUL character, or a cell of more than 128 kB
        return (text.strip(),)


# Names of columns that may hold the id; earlier ones are preferred.
ID_COLUMNS = (
    *('id', 'sample_id', 'clip_id', 'clip', 'file', 'filename', 'file_name'),
    *('name', 'video_id', 'ytid', 'youtube_id', 'video', 'image_id', 'image'),
)
# Names that are a header even as the only column: no clip has such an id.
HEADERS = {'id', 'sample_id', 'clip_id', 'video_id', 'ytid', 'youtube_id'}
OTHER_COLUMNS = {
    *('', 'index', 'class', 'label', 'labels', 'category', 'split', 'audio'),
    *('sound', 'start', 'start_seconds', 'end', 'end_seconds', 'bbox', 'type'),
    *('class_id', 'class_name', 'width', 'height', 'set', 'left', 'right'),
}


def header_of(rows: list[Row], path: str | Path) -> list[str]:
    """Return the column names if the first row is a header, else [].

    A row is a header if all its cells are known column names and one of them
    names an id column. A single cell that could also be a clip's id, such as
    ``clip``, is a header in .csv and .tsv files only.
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
    """Return the index of the column that holds the ids, or None."""
    names = list(names)
    known = [name for name in ID_COLUMNS if name in names]
    return names.index(known[0]) if known else None
