"""Does the benchmark need sound, and does the model use it? In words."""

from dataclasses import dataclass

from mmavloc.evaluation.results.summary import format_cell
from mmavloc.floors import FLOORS

from .run import Findings

ALPHA = 0.05  # of the permutation test
# What rows of the report are called.
NAMES = {
    **{name: floor.caption for name, floor in FLOORS.items()},
    'mean_box': "the mean of the other clips' boxes",
    'image_only': "the model's image-only map",
    'localization': 'the model with its sound',
    'attention': 'its attention map alone',
    'swapped': 'the model with a wrong sound',
    'silent': 'the model with silence',
    'noise': 'the model with noise',
    'offscreen': 'the model with an off-screen sound',
    'ceiling_soundless': 'ceiling of a map that hears nothing',
    'ceiling_grid': "the truth on the grid of the model's maps",
    'ceiling_distinct': 'ceiling of a map without equal values',
    'ceiling': 'ceiling of the protocol',
}


@dataclass(frozen=True)
class Answer:
    """The two answers, and a sentence each.

    Attributes:
        needs: whether the benchmark needs sound; None if this model cannot
            tell.
        uses: whether the model uses it to the better.
        headline: both, with the numbers.
        detail: what else must be known to read them.
    """

    needs: bool | None
    uses: bool
    headline: str
    detail: str


def answer(f: Findings) -> Answer:
    """Answer for one data set, by the intervals of two paired differences.

    It needs sound if the model scores higher than the best map without any,
    which is picked on these very clips, in favour of the doubt. The model
    uses sound if a wrong sound lowers its score. Both by cIoU, where the 95 %
    interval lies above 0 and p is below 0.05: of two or three clips that
    agree the bootstrap makes an interval without any width.
    """
    gap = f.cells['gap_soundless/cIoU']
    swap = f.cells.get('gap_swapped/cIoU')
    uses = bool(f.hears and swap and _above(swap))
    # A deaf model is among the maps without sound: it leads none.
    needs = _above(gap) if f.hears else None
    own, blind = _score(f, 'localization'), _score(f, f.best_soundless)
    n = f.cells['localization/cIoU']['n']
    unit = 'clips' if n == len(f.objects) else 'pictures, each with its sounds'
    where = f'`{f.split}` (n = {n} {unit}, protocol `{gap["protocol"]}`)'
    need = {
        True: f'{where} needs sound',
        False: f'Nothing here shows that {where} needs sound',
        None: f'Whether {where} needs sound, this model cannot tell',
    }[needs]
    if uses:
        use = f'{"and" if needs else "though"} the model uses it'
    elif f.hears:
        use = 'and the model gains nothing by it'
    else:
        use = 'for it ignores the sound'
    text = (
        f'{need}, {use}: it finds the source in {own} of the clips'
        + (' with their sound' if f.hears else '')
        + (f', in {_score(f, "swapped")} with a wrong one' if f.hears else '')
        + f', and the best map without any, {NAMES[f.best_soundless]}, in '
        f'{blind}'
    )
    if not f.hears:
        text += '; its map is the same whatever is heard'
    return Answer(needs, uses, f'{text}.', _detail(f))


def _above(cell: dict) -> bool:
    return cell['low'] > 0 and cell['p'] < ALPHA


def _detail(f: Findings) -> str:
    """Say how much is gained, and what the most is."""
    parts = [
        "The model's lead over the best map without sound, picked on these "
        f'very clips, is {_points(f, "gap_soundless")}'
    ]
    if f.hears and 'gap_swapped/cIoU' in f.cells:
        alike = f.cells['alike_swapped/correlation']['value']
        parts.append(
            f'a wrong sound costs it {_points(f, "gap_swapped")} and leaves '
            f'its map {alike:.0f} % alike'
        )
    if 'localization/half_acc' in f.cells:
        half = _score(f, 'localization', 'half_acc')
        parts.append(
            f'more of its map lies in the sounding half in {half}, where '
            'whoever hears nothing has 50'
        )
    most = f'the most that the protocol allows is {_score(f, "ceiling")}'
    if 'ceiling_soundless/cIoU' in f.cells:
        most += (
            f', and {_score(f, "ceiling_soundless")} for a map that hears '
            'nothing'
        )
    return '; '.join([*parts, most]) + '.'


def _score(f: Findings, name: str, metric: str = 'cIoU') -> str:
    cell = f.cells[f'{name}/{metric}']
    value, interval = format_cell(cell).split(' ', 1)
    return f'{value} % {interval}'


def _points(f: Findings, name: str) -> str:
    cell = f.cells[f'{name}/cIoU']
    value, interval = format_cell(cell).split(' ', 1)
    return f'{value} points {interval}'
