"""The verdict of an audit, as sentences."""

from dataclasses import dataclass

from mmavloc.evaluation.results.summary import format_cell

from .rows import ROWS
from .run import AuditResult

ALPHA = 0.05  # significance level of the permutation test


@dataclass(frozen=True)
class Verdict:
    """The two answers of an audit.

    Attributes:
        needs: whether the benchmark needs sound; None if this model cannot
            show it.
        uses: whether the sound improves the model's score.
        headline: both answers with the numbers.
        detail: further numbers.
    """

    needs: bool | None
    uses: bool
    headline: str
    detail: str


def judge(f: AuditResult) -> Verdict:
    """Judge one data set by the intervals of two paired differences.

    The data set needs sound if the model scores higher than the best map
    without sound. That map is chosen on the scored clips, which is
    conservative. The model uses sound if a wrong sound lowers its score.

    Both are differences of cIoU. Each must have a 95 % interval above 0 and p
    below 0.05. The interval alone is not enough: it has zero width for two or
    three equal clips.
    """
    gap = f.cells['gap_soundless/cIoU']
    swap = f.cells.get('gap_swapped/cIoU')
    uses = bool(f.hears and swap and _above(swap))
    # A model that ignores sound is one of the maps without it.
    needs = _above(gap) if f.hears else None
    own, blind = _score(f, 'localization'), _score(f, f.best_soundless)
    n = f.cells['localization/cIoU']['n']
    unit = 'clips' if n == len(f.objects) else 'images with several sounds'
    where = f'`{f.split}` (n = {n} {unit}, protocol `{gap["protocol"]}`)'
    need = {
        True: f'{where} needs sound',
        False: f'This audit does not show that {where} needs sound',
        None: f'This model cannot show whether {where} needs sound',
    }[needs]
    if uses:
        use = f'{"and" if needs else "although"} the model uses it'
    elif f.hears:
        use = 'and the model does not benefit from it'
    else:
        use = 'because it ignores the sound'
    text = (
        f'{need}, {use}: the model finds the source in {own} of the clips'
        + (' with their own sound' if f.hears else '')
        + (f', in {_score(f, "swapped")} with a wrong one' if f.hears else '')
        + '; the best map without sound, '
        f'{ROWS[f.best_soundless].caption}, finds it in {blind}'
    )
    if not f.hears:
        text += "; the model's map is the same for every sound"
    return Verdict(needs, uses, f'{text}.', _detail(f))


def _above(cell: dict) -> bool:
    return cell['low'] > 0 and cell['p'] < ALPHA


def _detail(f: AuditResult) -> str:
    """Describe the lead, its conditions, and the ceiling."""
    parts = [
        "The model's lead over the best map without sound, which was chosen "
        f'on these clips, is {_points(f, "gap_soundless")}'
    ]
    if f.hears and 'gap_swapped/cIoU' in f.cells:
        alike = f.cells['alike_swapped/correlation']['value']
        parts.append(
            f'a wrong sound lowers its score by {_points(f, "gap_swapped")}, '
            'and the correlation of its maps with those for the own sound is '
            f'{alike:.0f} %'
        )
    if 'localization/half_acc' in f.cells:
        half = _score(f, 'localization', 'half_acc')
        parts.append(
            f'more of its map is in the sounding half in {half} of the clips; '
            'a map without sound has 50 %'
        )
    most = f'the ceiling of the protocol is {_score(f, "ceiling")}'
    if 'ceiling_soundless/cIoU' in f.cells:
        most += (
            f', and {_score(f, "ceiling_soundless")} for a map without sound'
        )
    return '; '.join([*parts, most]) + '.'


def _score(f: AuditResult, name: str, metric: str = 'cIoU') -> str:
    value, ends = format_cell(f.cells[f'{name}/{metric}']).split(' ', 1)
    return f'{value} % {ends}'


def _points(f: AuditResult, name: str) -> str:
    value, ends = format_cell(f.cells[f'{name}/cIoU']).split(' ', 1)
    return f'{value} points {ends}'
