"""Do we need sound? Answered split by split from the gap and its interval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .lift_table import is_flat
from .summary import format_cell

LEAST = 10  # points; sound that adds less is not needed
# Where no clip differs, up to 3 / n of all clips may (rule of three), which
# must be less than LEAST. The interval of one clip has no width at all.
FEWEST = 300 // LEAST + 1
WORDS = ('yes', 'no', 'open')


@dataclass(frozen=True)
class Answer:
    """What the gaps of a results file say.

    Attributes:
        headline: the question and its answer in one sentence.
        detail: the gap of each split with its interval.
        of: split -> ``yes``, ``no`` or ``open``.
    """

    headline: str
    detail: str
    of: dict[str, str]


def judge_gap(cells: Mapping[str, dict]) -> str:
    """Judge a split by its gap, localization minus potential, in points.

    Returns:
        ``yes`` if its 95 % interval lies above 0; ``no`` if it does not and
        its upper end is below 10 points; ``open`` between, and with fewer
        than 31 clips, and if P does not lie on what could sound, so that the
        gap says nothing.
    """
    gap = cells['gap/cIoU']
    if is_flat(cells) or gap['n'] < FEWEST:
        return 'open'
    if gap['low'] > 0:
        return 'yes'
    return 'no' if gap['high'] < LEAST else 'open'


def answer(results: Mapping[str, Mapping[str, dict]]) -> Answer | None:
    """Answer from ``gap/cIoU`` of every split; None where there is no gap."""
    gaps = {
        split: cells['gap/cIoU']
        for split, cells in results.items()
        if 'gap/cIoU' in cells
    }
    if not gaps:
        return None
    of = {split: judge_gap(results[split]) for split in gaps}
    yes, no, undecided = (
        join(f'`{split}`' for split, word in of.items() if word == wanted)
        for wanted in WORDS
    )
    parts = []
    if no:
        parts.append(f'not on {no}')
    if yes:
        parts.append(f'yes on {yes}')
    if undecided:
        parts.append(f'undecided on {undecided}')
    text = '; '.join(parts)
    detail = '; '.join(
        f'`{split}` {format_cell(cell, sign=True)}'
        for split, cell in gaps.items()
    )
    return Answer(
        f'Do we need sound? {text[0].upper()}{text[1:]}.',
        'Points of cIoU that the sound adds to the map of the picture alone '
        f'[95 % interval]: {detail}.',
        of,
    )


def join(words: Iterable[str]) -> str:
    """Join with commas and a last ``and``."""
    *first, last = list(words) or ['']
    return f'{", ".join(first)} and {last}' if first else last
