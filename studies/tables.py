"""The paper's tables, ours beside theirs."""

import csv
import io
import json
from pathlib import Path

import numpy as np

from mmavloc.evaluation.results.files import read_results
from mmavloc.evaluation.results.scoring import METRIC_NAMES, summarise

from .plan import Bench, folder
from .rows import rows_of


def read_clips(
    work_dir: Path, seeds: list[int], run: str, test: str
) -> tuple[dict[str, dict], str] | None:
    """Read a run's clips, averaged over seeds, and their protocol.

    Returns:
        split -> id -> map -> metric -> percent, and the protocol's name; None
        where the test was not run for every seed.

    Raises:
        ValueError: a results file is damaged or of other clips.
    """
    paths = [folder(work_dir, s, run) / f'{test}.json' for s in seeds]
    if not all(path.is_file() for path in paths):
        return None
    results = [read_results(path) for path in paths]
    each = [
        json.loads(path.with_suffix('.clips.json').read_text())
        for path in paths
    ]
    protocol = next(iter(next(iter(results[0].values())).values()))['protocol']
    first = each[0]
    for path, other in zip(paths[1:], each[1:], strict=True):
        if {s: set(c) for s, c in other.items()} != {
            s: set(c) for s, c in first.items()
        }:
            raise ValueError(
                f'{path}: holds other clips than {paths[0]}; want the same '
                'test clips for every seed'
            )
    merged = {
        split: {
            clip: {
                name: {
                    metric: float(
                        np.mean([e[split][clip][name][metric] for e in each])
                    )
                    for metric in metrics
                }
                for name, metrics in maps.items()
            }
            for clip, maps in clips.items()
        }
        for split, clips in first.items()
    }
    return merged, protocol


def fill(
    table: str, bench: Bench, work_dir: Path, seeds: list[int]
) -> list[dict]:
    """Put figures to a table's rows.

    Returns:
        A dict per row: ``label``, ``map``, ``paper`` (cIoU and AUC or None)
        and ``ours``, metric -> value, low, high, n, protocol and, of several
        seeds, seeds; empty where nothing was run.
    """
    cache: dict[tuple[str, str], dict] = {}
    filled = []
    for row in rows_of(table, bench):
        ours = {}
        if row.source:
            run, test, split, name = row.source
            if (run, test) not in cache:
                found = read_clips(work_dir, seeds, run, test)
                cache[run, test] = {}
                if found:
                    clips, protocol = found
                    cache[run, test] = {
                        s: summarise(c, METRIC_NAMES, protocol)
                        for s, c in clips.items()
                    }
            cells = cache[run, test].get(split, {})
            ours = {
                metric: {**cells[f'{name}/{metric}'], 'seeds': len(seeds)}
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


def as_markdown(rows: list[dict]) -> str:
    """Print filled rows as a Markdown table."""
    metrics = _metrics(rows)
    heads = ['', 'map', 'paper, cIoU / AUC', *metrics, 'n']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for row in rows:
        theirs = (
            '{:.1f} / {:.1f}'.format(*row['paper']) if row['paper'] else ''
        )
        cells = [
            _cell(row['ours'][metric]) if metric in row['ours'] else ''
            for metric in metrics
        ]
        n = next((str(c['n']) for c in row['ours'].values()), '')
        if not row['ours']:
            n = 'not run' if row['runnable'] else 'not ours'
        texts = [row['label'], row['map'], theirs, *cells, n]
        lines.append('| ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)


def as_csv(rows: list[dict]) -> str:
    """Print filled rows as CSV, one line per row and metric."""
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


def _cell(cell: dict) -> str:
    return f'{cell["value"]:.1f} [{cell["low"]:.1f}, {cell["high"]:.1f}]'
