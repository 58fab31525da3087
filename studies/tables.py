"""The paper's tables, with our numbers next to the paper's."""

import csv
import io
from pathlib import Path

from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.clip_values import METRIC_NAMES
from mmavloc.evaluation.results.summary import format_cell, summarise

from .plan import StudyDataset, folder
from .rows import rows_of


def read_clips(
    work_dir: Path, seeds: list[int], run: str, test: str
) -> tuple[ClipTable | None, int]:
    """Read the clip table of a run, in percent, averaged over its seeds.

    Returns:
        The table, None if the test was not run, and the number of the seeds
        for which it was.

    Raises:
        ValueError: a results file is damaged, or the seeds have different
            test clips.
    """
    paths = [folder(work_dir, s, run) / f'{test}.json' for s in seeds]
    paths = [path for path in paths if path.is_file()]
    if not paths:
        return None, 0
    tables = [read_clip_table(path) for path in paths]
    try:
        return ClipTable.average(tables), len(tables)
    except ValueError as error:
        raise ValueError(
            f'{", ".join(map(str, paths))}: {error}; every seed needs the '
            'same test clips'
        ) from error


def fill(
    table: str, dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> list[dict]:
    """Fill the rows of a table with our numbers.

    Returns:
        A dict per row: ``label``, ``map``, ``paper`` (cIoU and AUC, or None),
        ``runnable`` (whether the method can be run here) and ``ours``, metric
        -> value, low, high, n, protocol, seeds. ``ours`` is empty if the run
        is missing.
    """
    cache: dict[tuple[str, str], tuple[dict, int]] = {}
    filled = []
    for row in rows_of(table, dataset):
        ours = {}
        if row.source:
            run, test, split, name = row.source
            if (run, test) not in cache:
                clips, count = read_clips(work_dir, seeds, run, test)
                parts = {
                    s: summarise(part, METRIC_NAMES)
                    for s, part in (clips.splits() if clips else {}).items()
                }
                cache[run, test] = parts, count
            parts, count = cache[run, test]
            cells = parts.get(split, {})
            ours = {
                metric: {**cells[f'{name}/{metric}'], 'seeds': count}
                for metric in METRIC_NAMES
                if f'{name}/{metric}' in cells
            }
        filled.append(
            {
                'label': row.label,
                'map': row.map,
                'paper': list(row.theirs) if row.theirs else None,
                'runnable': row.source is not None,
                'ours': ours,
            }
        )
    return filled


def table_markdown(rows: list[dict]) -> str:
    """Format filled rows as a Markdown table."""
    metrics = _metrics(rows)
    heads = ['', 'map', 'paper, cIoU / AUC', *metrics, 'n', 'seeds']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for row in rows:
        theirs = (
            '{:.1f} / {:.1f}'.format(*row['paper']) if row['paper'] else ''
        )
        cells = [
            format_cell(row['ours'][metric]) if metric in row['ours'] else ''
            for metric in metrics
        ]
        n, count = next(
            ((str(c['n']), str(c['seeds'])) for c in row['ours'].values()),
            ('', ''),
        )
        if not row['ours']:
            n = 'not run' if row['runnable'] else 'not ours'
        texts = [row['label'], row['map'], theirs, *cells, n, count]
        lines.append('| ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)


def as_csv(rows: list[dict]) -> str:
    """Format filled rows as CSV, one line per row and metric."""
    text = io.StringIO()
    keys = ['value', 'low', 'high', 'n', 'protocol', 'seeds']
    writer = csv.writer(text, lineterminator='\n')
    writer.writerow(['label', 'map', 'metric', 'paper', *keys])
    for row in rows:
        theirs = dict(zip(('cIoU', 'AUC'), row['paper'] or (), strict=False))
        for metric in _metrics(rows):
            cell = row['ours'].get(metric, {})
            values = [cell.get(key, '') for key in keys]
            if cell or metric in theirs:
                label = [row['label'], row['map'], metric]
                writer.writerow([*label, theirs.get(metric, ''), *values])
    return text.getvalue()


def _metrics(rows: list[dict]) -> list[str]:
    found = {metric for row in rows for metric in row['ours']}
    return [m for m in METRIC_NAMES if m in found or m in ('cIoU', 'AUC')]
