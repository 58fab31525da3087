"""Lists of images with sounds whose source is not in the image."""

from pathlib import Path

from .findings import raise_first_error
from .ids import plain_id
from .rows import scan_rows

WANTED = 'rows "video,audio,label" of SLAVC\'s *_plus_silent.csv'
NEGATIVE = 'non-sounding'  # label of the rows that are read
HEADER = ('video', 'audio', 'label')


def names_negatives(path: str | Path) -> bool:
    """Return whether a list has the header of SLAVC's negatives."""
    if Path(path).suffix.lower() == '.json':
        return False
    rows, _ = scan_rows(path, wanted=WANTED)
    return bool(rows) and tuple(map(str.lower, rows[0].cells)) == HEADER


def read_negatives(path: str | Path) -> list[tuple[str, str]]:
    """Read the negatives of SLAVC's extended tests (Mo and Morgado, 2022).

    Each row names the clip of the image, the clip of the audio and a label;
    rows with other labels than ``non-sounding`` are skipped.

    Returns:
        The ids of image and audio of each negative, in order. They are equal
        if the image does not show the source of its own sound.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: the file is not text, holds no negative, repeats one, or
            has a row of another form.
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
        if row.cells[2] != NEGATIVE:  # also skips the header
            continue
        pair = plain_id(row.cells[0]), plain_id(row.cells[1])
        if pair in negatives:
            raise ValueError(
                f'{path}, line {row.number}: {row.text!r} is listed twice; '
                'remove the repetition'
            )
        negatives[pair] = None
    if not negatives:
        raise ValueError(
            f'{path}: no row has the label {NEGATIVE}; want {WANTED}'
        )
    return list(negatives)
