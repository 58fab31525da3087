"""Frames a second of folders of frames: one rate for all, or a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from mmavloc.formats.findings import raise_first_error
from mmavloc.formats.ids import id_of_range, plain_id
from mmavloc.formats.rows import id_column, scan_rows

WANTED = 'rows of a clip and its frames a second, such as "clip,30000/1001"'
COLUMNS = ('fps', 'frame_rate', 'r_frame_rate', 'avg_frame_rate', 'rate')
LEAST, MOST = 0.1, 1000.0


@dataclass(frozen=True)
class Rates:
    """Frames a second of folders of frames.

    Attributes:
        all: of every folder; None if not given.
        listed: of the folder of a clip, by its id.
    """

    all: float | None = None
    listed: Mapping[str, float] = field(default_factory=dict)

    def of(self, folder: Path) -> float | None:
        """Return the rate of a folder; None if it is not known."""
        name = plain_id(folder.name)
        names = (folder.name, name, id_of_range(name))
        found = (self.listed[n] for n in names if n in self.listed)
        return next(found, self.all)


def read_rates(text: str) -> Rates:
    """Read a number, a fraction, or a list with a rate of each clip.

    A list has columns of clips and of rates (``fps``, or as ffprobe names
    them); without a header these are its first two.

    Raises:
        ValueError: it is none of them; names the first wrong row.
    """
    if not Path(text).is_file():
        return Rates(_rate(text, f'--fps {text}'))
    rows, problems = scan_rows(text, wanted=WANTED)
    raise_first_error(problems)
    name, rate = 0, 1
    head = [cell.lower() for cell in rows[0].cells] if rows else []
    known = [column for column in COLUMNS if column in head]
    if known:
        name, rate = id_column(head) or 0, head.index(known[0])
        rows = rows[1:]
    listed = {}
    for row in rows:
        where = f'{text}, line {row.number}: {row.text!r}'
        if len(row.cells) <= max(name, rate) or not row.cells[name]:
            raise ValueError(f'{where}; want {WANTED}')
        clip = plain_id(row.cells[name])
        listed[clip] = _rate(row.cells[rate], where)
        if other := id_of_range(clip):
            listed[other] = listed[clip]
    if not listed:
        raise ValueError(f'{text}: holds no row; want {WANTED}')
    return Rates(None, listed)


def _rate(text: str, where: str) -> float:
    """Read a number or a fraction.

    Raises:
        ValueError: it is none, or no rate.
    """
    try:
        rate = float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        rate = 0.0
    if not LEAST <= rate <= MOST:
        raise ValueError(
            f'{where}; want {LEAST:g} to {MOST:g} frames a second, as a '
            'number or a fraction, or a file that lists them'
        )
    return rate
