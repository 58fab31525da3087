"""The paper's twelve claims, tried and printed."""

from pathlib import Path

from mmavloc.evaluation.results.summary import format_cell

from .evidence import Evidence
from .plan import BESIDE, StudyDataset
from .trials import TRIALS, P
from .verdicts import alone


def try_claims(
    dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> list[dict]:
    """Try each claim with what was run.

    Returns:
        A dict per trial, see :class:`Trial`; a claim may have several.
    """
    evidence = Evidence(dataset, work_dir, seeds)
    return [t.entry() for make in TRIALS for t in make(evidence, dataset)]


def claims_markdown(claims: list[dict]) -> str:
    """Print claims as a Markdown table."""
    heads = ['', 'claim', 'measured', 'found [95 %]', 'n', 'seeds', 'verdict']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for claim in claims:
        value = n = ''
        if 'value' in claim:
            value = format_cell(claim)
            n = claim['n']
            n = ' / '.join(map(str, n)) if isinstance(n, list) else str(n)
        texts = [
            *(str(claim['number']), claim['claim'], claim['measured']),
            *(value, n, str(claim.get('seeds', '')), claim['verdict']),
        ]
        lines.append('| ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)


def beside_markdown(rows: list[dict]) -> str:
    """Print the scores of the published settings as a Markdown table."""
    heads = ['settings', 'split', 'map', 'cIoU [95 %]', 'n', 'seeds']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for row in rows:
        texts = [BESIDE[row['run']], row['split'], row['map']]
        texts += [format_cell(row), str(row['n']), str(row['seeds'])]
        lines.append('| ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)


def beside(
    dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> list[dict]:
    """Score what stands beside the claims: the published settings.

    Returns:
        A dict per run, split and map, as :func:`mean_interval` has it.
    """
    e = Evidence(dataset, work_dir, seeds)
    rows = []
    for run, test in dataset.beside:
        for split in ('type_a', 'type_b') if test == 'types' else (test,):
            cells = {
                name: e.scores(run, test, split, name)
                for name in (P, 'attention', 'localization')
            }
            cells['gap'] = e.gap(run, test, split)
            rows += [
                {'run': run, 'split': split, 'map': name, **found}
                for name, scores in cells.items()
                for found in [alone(scores)]
                if found
            ]
    return rows
