"""Lists of pictures with sounds of which nothing in them is the source."""

from pathlib import Path

from .findings import raise_first_error
from .ids import plain_id
from .rows import scan_rows

WANTED = 'rows "video,audio,label" of SLAVC\'s *_plus_silent.csv'
NEGATIVE = 'non-sounding'  # label of the rows that are meant
HEADER = ('video', 'audio', 'label')


def names_negatives(path: str | Path) -> bool:
    """Tell whether a list begins with the header of SLAVC's negatives."""
    if Path(path).suffix.lower() == '.json':
        return False
    rows, _ = scan_rows(path, wanted=WANTED)
    return bool(rows) and tuple(map(str.lower, rows[0].cells)) == HEADER


def read_negatives(path: str | Path) -> list[tuple[str, str]]:
    """Read the negatives of SLAVC's extended tests (Mo and Morgado, 2022).

    Each row names the clip of the picture, the clip of the sound and a label;
    rows of other labels than ``non-sounding`` are not negatives.

    Returns:
        Picture's and sound's id of each negative, in order. They are equal
        where the picture does not show the source of its own sound.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: it is no text, holds no negative, one twice, or a row of
            another form.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such list; want {WANTED}')
    rows, problems = scan_rows(path, wanted=WANTED)
    raise_first_error(problems)
    negatives: dict[tuple[str, str], None] = {}
    for row in rows:
        if len(row.cells) != 3 or not all(row.cells):
            raise ValueError(
                f'{path}, line {row.number}: {row.text!r}; want {WANTED}'
            )
        if row.cells[2] != NEGATIVE:  # the header too
            continue
        pair = plain_id(row.cells[0]), plain_id(row.cells[1])
        if pair in negatives:
            raise ValueError(
                f'{path}, line {row.number}: {row.text!r} comes twice; '
                'remove the repetition'
            )
        negatives[pair] = None
    if not negatives:
        raise ValueError(
            f'{path}: no row is labelled {NEGATIVE}; want {WANTED}'
        )
    return list(negatives)
