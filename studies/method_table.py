"""The tables of methods: scores, protocols, P, and what a training costs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.files import read_results
from mmavloc.evaluation.results.summary import format_cell, key_of
from mmavloc.evaluation.results.worlds import check_version
from mmavloc.registry import MODELS

from .intervals import mean_interval
from .method_data import SIDE, data_of
from .method_product import product_gain
from .methods import METHODS, PROTOCOLS, Method
from .plan import StudyDataset, folder

SCORES = 'cIoU', 'AUC', 'half_acc'
AUDIT = 'cIoU', 'pointing'
MAPS = 'localization', 'potential', 'attention'
SHOWN = {
    'potential': 'P',
    'attention': 'A',
    'localization': 'map',
    'gap': 'gap',
}


def costs(method: Method, out: Path) -> dict[str, float | None]:
    """Return millions of parameters, GFLOPs a clip and clips a second.

    Parameters and operations of the whole model on one clip's inputs, by
    ``mmengine.analysis``; the speed is that of the training's own log.
    """
    if not method.trained:
        return dict(parameters=None, gflops=None, speed=None)
    import torch
    from mmengine.analysis import FlopAnalyzer

    register_all_modules()
    cfg = Config.fromfile(out / 'config.py')
    model = MODELS.build(cfg.model).eval()
    wave = torch.zeros(1, _samples(cfg))
    inputs = {
        'image': torch.zeros(1, 3, SIDE, SIDE),
        'audio': model.data_preprocessor.spectrogram(wave),
        'flow': torch.zeros(1, 2, SIDE, SIDE),
    }
    flops = FlopAnalyzer(model, (inputs,))
    flops.unsupported_ops_warnings(False)
    flops.uncalled_modules_warnings(False)
    total = sum(p.numel() for p in model.parameters())
    return dict(
        parameters=total / 1e6,
        gflops=flops.total() / 1e9,
        speed=_speed(cfg, out),
    )


def _samples(cfg: Config) -> int:
    (load,) = (
        step
        for step in cfg.test_dataloader.dataset.datasets[0].pipeline
        if step['type'] == 'LoadAudio'
    )
    return round(load['duration'] * load['sample_rate'])


def _speed(cfg: Config, out: Path) -> float | None:
    """Clips a second of a training, by the median of its logged steps."""
    logs = sorted(out.glob('*/vis_data/scalars.json'))
    lines = [json.loads(x) for log in logs for x in log.open()]
    times = [line['time'] for line in lines if 'time' in line]
    return cfg.train_dataloader.batch_size / median(times) if times else None


def scores(tables: Sequence[ClipTable]) -> dict[str, dict[str, dict]]:
    """Return split -> ``<map>/<metric>[@<protocol>]`` -> cell, in percent.

    ``gap`` is localization minus potential, clip by clip. Intervals are over
    seeds and clips, see :func:`mean_interval`.

    Args:
        tables: one for each seed, of the same clips.
    """
    found: dict[str, dict[str, dict]] = {}
    by_seed = [table.splits() for table in tables]
    for split, first in by_seed[0].items():
        cells = found[split] = {}
        for name, protocol in first.keys:
            for metric in SCORES:
                if name not in MAPS or not first.has(name, metric, protocol):
                    continue
                values = np.array(
                    [t[split].column(name, metric, protocol) for t in by_seed]
                )
                key = key_of('{}', metric, protocol, first.protocols[0])
                made = {name: values}
                if name == 'potential':
                    made['gap'] = -values + [
                        t[split].column('localization', metric, protocol)
                        for t in by_seed
                    ]
                for which, array in made.items():
                    cell = mean_interval(array) | {'protocol': protocol}
                    cells[key.format(which)] = cell
    return found


def fill_methods(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: Sequence[int],
    names: Sequence[str],
) -> list[dict]:
    """Return a row for each method: scores, verdicts by seed, and costs.

    Raises:
        ValueError: results were computed on other data.
    """
    rows, data = [], data_of(dataset)
    for name in names:
        outs = [folder(work_dir, seed, name) for seed in seeds]
        method = METHODS[name]
        row: dict = {'name': name, 'title': method.title, 'ours': method.ours}
        if all((out / 'splits.json').is_file() for out in outs):
            for out in outs:
                check_version(out / 'splits.json', dataset.version)
            tables = [read_clip_table(out / 'splits.json') for out in outs]
            row['scores'] = scores(tables)
            if 'potential' in tables[0].maps:
                row['gains'] = _gains(outs, tables)
            row |= costs(method, outs[0])
        audits = [out / 'audit/results.json' for out in outs]
        if all(audit.is_file() for audit in audits):
            found = [read_results(audit)[data.audited] for audit in audits]
            row['uses_sound'] = [
                cells['gap_soundless/cIoU']['uses_sound'] for cells in found
            ]
            for metric in AUDIT:
                row[metric] = [c[f'gap_swapped/{metric}'] for c in found]
        rows.append(row)
    return rows


def _gains(
    outs: Sequence[Path], tables: Sequence[ClipTable]
) -> dict[str, dict]:
    """Return split -> cell of what P adds, see :func:`product_gain`."""
    by_seed = [
        product_gain(out, table)
        for out, table in zip(outs, tables, strict=True)
    ]
    return {
        split: mean_interval(np.array([found[split] for found in by_seed]))
        for split in by_seed[0]
    }


def gains_markdown(rows: Sequence[dict], splits: Sequence[str]) -> str:
    """Print what P adds to the maps of methods that have it."""
    heads = [*splits, 'concat']
    return _markdown(
        heads,
        rows,
        lambda row: [
            format_cell(row['gains'][split], sign=True) for split in heads
        ],
    )


def columns_markdown(
    rows: Sequence[dict], columns: Sequence[tuple[str, str, str]]
) -> str:
    """Print some cells of the rows as a Markdown table.

    Args:
        rows: of :func:`fill_methods`.
        columns: heading, split and key of a cell.
    """

    def cells(row: dict) -> list[str]:
        found = row.get('scores')
        if not found:
            return ['not run'] * len(columns)
        return [
            format_cell(found[split][key])
            if key in found.get(split, {})
            else ''
            for _, split, key in columns
        ]

    return _markdown([head for head, *_ in columns], rows, cells)


def audit_markdown(rows: Sequence[dict]) -> str:
    """Print the audits' verdicts, and what a wrong sound costs."""

    def cells(row: dict) -> list[str]:
        if 'uses_sound' not in row:
            return ['not run'] * (1 + len(AUDIT))
        words = ['yes' if uses else 'no' for uses in row['uses_sound']]
        return [
            ', '.join(words),
            *(
                '; '.join(format_cell(c, sign=True) for c in row[metric])
                for metric in AUDIT
            ),
        ]

    heads = ['uses sound', *(f'own minus wrong sound, {m}' for m in AUDIT)]
    return _markdown(heads, [r for r in rows if _trained(r)], cells)


def cost_markdown(rows: Sequence[dict]) -> str:
    """Print what a training costs."""
    keys = ('parameters', 'gflops', 'speed')

    def cells(row: dict) -> list[str]:
        if row.get('speed') is None:
            return ['not run', '', '', row['ours']]
        return [*(f'{row[key]:.2f}' for key in keys), row['ours']]

    heads = ['M parameters', 'GFLOPs', 'clips/s', 'ours']
    return _markdown(heads, [r for r in rows if _trained(r)], cells)


def _trained(row: dict) -> bool:
    return METHODS[row['name']].trained


def _markdown(
    heads: Sequence[str],
    rows: Sequence[dict],
    cells: Callable[[dict], list[str]],
) -> str:
    lines = [f'| | {" | ".join(heads)} |', '|---' * (len(heads) + 1) + '|']
    lines += [f'| {r["title"]} | {" | ".join(cells(r))} |' for r in rows]
    return '\n'.join(lines)


def main_columns(splits: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the columns of the first table."""
    loc = 'localization'
    columns = [(split, split, f'{loc}/cIoU') for split in (*splits, 'concat')]
    return [*columns, ('half_acc', 'concat', f'{loc}/half_acc')]


def protocol_columns(split: str) -> list[tuple[str, str, str]]:
    """Return the columns of one map by all protocols."""
    return [
        (f'`{p}`', split, key_of('localization', 'cIoU', p, PROTOCOLS[0]))
        for p in PROTOCOLS
    ]


def maps_markdown(rows: Sequence[dict], splits: Sequence[str]) -> str:
    """Print the maps of methods that have P, and what sound adds to P."""
    lines = [
        {
            'title': f'{row["title"]}: {text}',
            'cells': row['scores'],
            'key': key,
        }
        for row in rows
        for key, text in SHOWN.items()
        if f'{key}/cIoU' in row['scores']['test']
    ]

    def cells(line: dict) -> list[str]:
        return [
            format_cell(line['cells'][split][f'{line["key"]}/{metric}'])
            for _, split, metric in columns
        ]

    columns = [
        (split, split, key.partition('/')[2])
        for split, _, key in main_columns(splits)[:-1]
    ]
    columns.append(('half_acc', 'concat', 'half_acc'))
    return _markdown([head for head, *_ in columns], lines, cells)
