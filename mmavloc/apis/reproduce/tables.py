"""The paper's tables, ours beside theirs."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmavloc.evaluation.scoring import METRIC_NAMES, summarise
from mmavloc.utils.results import read_results

from . import paper
from .plan import MAIN, Bench, folder, unsup

TITLES = {
    'table1': 'Table 1: unsupervised, by number of training clips',
    'table2': 'Table 2: supervised by boxes, image only',
    'table3': 'Table 3: saliency (Grad-CAM)',
    'table4': 'Table 4: type A and type B, one annotator (IoU)',
    'table5': 'Table 5: concat-and-localize',
    'appendix3': 'Appendix Table 3: Grad-CAM of the N likeliest classes',
    'appendix5': 'Appendix Table 5: without potential network and selection',
}
INIT_TEXT = {'pretrained': 'pretrained', 'denovo': 'de novo'}


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        label: what was trained and on how much, as printed.
        map: which map, as printed.
        theirs: the paper's cIoU and AUC, if it has them.
        source: run, test, split and map of our figures; None where the
            figure is somebody else's and cannot be run here.
    """

    label: str
    map: str
    theirs: paper.Score | None = None
    source: tuple[str, str, str, str] | None = None


def rows_of(table: str, bench: Bench) -> list[Row]:
    """List the lines of a table on a data set."""
    if table == 'table1':
        return _table1(bench)
    if table == 'table2':
        test = ('supervised', 'test', 'test', 'localization')
        return [
            Row('Senocak et al., with sound', '', paper.SENOCAK_SUPERVISED),
            Row(
                f'U-Net, {_size(bench.supervised, "2.5k")}',
                *('localization', paper.UNET, test),
            ),
        ]
    if table == 'table3':
        top, classes, _ = bench.top_n
        label = f'Grad-CAM, top {top} of {classes} classes'
        if top != 100:
            label += " (paper's top 100 of 1000)"
        test = ('saliency', 'test', 'test')
        return [
            Row(
                *('Grad-CAM, top class', 'saliency', paper.SALIENCY[1]),
                (*test, 'top1'),
            ),
            Row(
                *(label, 'saliency', paper.SALIENCY[100]),
                (*test, 'localization'),
            ),
        ]
    if table == 'table4':
        return [
            Row(f'type {split[-1].upper()}', name, score, source)
            for split, maps in paper.TABLE4.items()
            for name, score in maps.items()
            for source in [(MAIN, 'types', split, name)]
        ]
    if table == 'table5':
        return [
            *_floors('concat', paper.CONCAT_RANDOM, MAIN),
            *(
                Row(_label(bench, *key), name, score, source)
                for key, maps in paper.TABLE5.items()
                for name, score in maps.items()
                for source in [(unsup(*key), 'concat', 'concat', name)]
            ),
        ]
    if table == 'appendix3':
        _, classes, sweep = bench.top_n
        same = classes == 1000
        return [
            Row(
                f'top {n} of {classes}',
                'saliency',
                paper.SALIENCY.get(n) if same or n == 1 else None,
                ('saliency', 'test', 'test', f'top{n}'),
            )
            for n in sweep
        ]
    if table == 'appendix5':
        return [
            Row(_label(bench, *key), name, score, source)
            for key, ablated in paper.ABLATION.items()
            for name, score, source in (
                (
                    'whole system',
                    paper.TABLE1[key]['localization'],
                    (unsup(*key), 'test', 'test', 'localization'),
                ),
                (
                    'without',
                    ablated,
                    (unsup(*key, True), 'test', 'test', 'localization'),
                ),
            )
        ]
    raise ValueError(f'{table!r}: want one of {", ".join(TITLES)}')


def _table1(bench: Bench) -> list[Row]:
    floors = [
        Row(text, 'floor', score, (f'floor_{kind}', 'test', 'test', name))
        for kind, text, score, name in (
            ('random', 'random noise', paper.RANDOM, 'localization'),
            ('ones', 'all ones', None, 'localization'),
            ('centre', 'a blob in the centre', None, 'localization'),
            ('mean_box', 'mean box of training', None, 'localization'),
        )
    ]
    rows = []
    for key, maps in paper.TABLE1.items():
        label, run = _label(bench, *key), unsup(*key)
        loc, pot = maps['localization'], maps['potential']
        gap = tuple(round(a - b, 1) for a, b in zip(loc, pot, strict=True))
        for name, score in {**maps, 'gap': gap}.items():
            rows.append(Row(label, name, score, (run, 'test', 'test', name)))
    return floors + rows


def _floors(split: str, random: paper.Score, run: str) -> list[Row]:
    return [
        Row(text, 'floor', score, (run, split, split, name))
        for text, name, score in (
            ('random noise', 'random', random),
            ('a blob in the centre', 'centre', None),
        )
    ]


def _label(bench: Bench, init: str, size: str) -> str:
    return f'{INIT_TEXT[init]}, {_size(bench.sizes[size], size)}'


def _size(ours: str, theirs: str) -> str:
    note = '' if ours == theirs else f' (paper: {theirs})'
    return f'{ours} clips{note}'


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
