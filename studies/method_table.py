"""The table of methods: scores by split, and what a training costs."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.files import write_json
from mmavloc.evaluation.results.summary import format_cell, summarise
from mmavloc.formats.atomic import write_text
from mmavloc.registry import MODELS

from .methods import EPOCHS, METHODS, PROTOCOLS, SPLITS, Method
from .plan import StudyDataset, folder


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
    size = 192
    wave = torch.zeros(1, _samples(cfg))
    inputs = {
        'image': torch.zeros(1, 3, size, size),
        'audio': model.data_preprocessor.spectrogram(wave),
        'flow': torch.zeros(1, 2, size, size),
    }
    flops = FlopAnalyzer(model, (inputs,))
    flops.unsupported_ops_warnings(False)
    flops.uncalled_modules_warnings(False)
    total = sum(p.numel() for p in model.parameters())
    return dict(
        parameters=total / 1e6, gflops=flops.total() / 1e9, speed=_speed(out)
    )


def _samples(cfg: Config) -> int:
    (load,) = (
        step
        for step in cfg.test_dataloader.dataset.datasets[0].pipeline
        if step['type'] == 'LoadAudio'
    )
    return round(load['duration'] * load['sample_rate'])


def _speed(out: Path) -> float | None:
    """Clips a second of a training, by the median of its logged steps."""
    logs = sorted(out.glob('*/vis_data/scalars.json'))
    lines = [json.loads(x) for log in logs for x in log.open()]
    times = [line['time'] for line in lines if 'time' in line]
    note = json.loads((out / 'last.pth.command.json').read_text())
    key = 'train_dataloader.batch_size='
    (batch,) = (int(x.removeprefix(key)) for x in note if x.startswith(key))
    return batch / median(times) if times else None


def fill_methods(
    work_dir: Path, seeds: Sequence[int], names: Sequence[str]
) -> list[dict]:
    """Return a row for each method: scores by column, and costs."""
    rows = []
    for name in names:
        outs = [folder(work_dir, seed, name) for seed in seeds]
        row: dict = {'name': name, 'title': METHODS[name].title}
        if all((out / 'splits.json').is_file() for out in outs):
            tables = [read_clip_table(out / 'splits.json') for out in outs]
            parts = ClipTable.average(tables).splits()
            row['scores'] = {
                split: summarise(part, ['cIoU', 'AUC', 'half_acc'])
                for split, part in parts.items()
            }
            row |= costs(METHODS[name], outs[0])
        rows.append(row)
    return rows


def methods_markdown(rows: list[dict]) -> str:
    """Print the rows as a Markdown table."""
    columns = [
        *((split, 'localization/cIoU') for split in (*SPLITS, 'concat')),
        ('concat', 'localization/half_acc'),
        *(('test', f'localization/cIoU@{name}') for name in PROTOCOLS[1:]),
        ('test', 'gap/cIoU'),
    ]
    heads = ['', *SPLITS, 'concat', 'half_acc']
    heads += [f'test, `{name}`' for name in PROTOCOLS[1:]]
    heads += ['test, gap', 'M parameters', 'GFLOPs', 'clips/s']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for row in rows:
        scores = row.get('scores', {})
        cells = [
            format_cell(scores[split][key])
            if key in scores.get(split, {})
            else ('' if scores else 'not run')
            for split, key in columns
        ]
        cells += [
            '' if row.get(key) is None else f'{row[key]:.2f}'
            for key in ('parameters', 'gflops', 'speed')
        ]
        lines.append('| ' + ' | '.join([row['title'], *cells]) + ' |')
    return '\n'.join(lines)


def write_methods(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: Sequence[int],
    names: Sequence[str],
    short: bool,
) -> Path:
    """Write the table as ``methods.md`` and ``methods.json``; the former."""
    rows = fill_methods(work_dir, seeds, names)
    write_json(work_dir / 'methods.json', {'methods': rows})
    budget = '1 epoch, which learns nothing' if short else f'{EPOCHS} epochs'
    page = work_dir / 'methods.md'
    write_text(
        page,
        f'# Methods on {dataset.title}\n\n'
        '<!-- Written by tools/reproduce.py; not edited by hand. -->\n\n'
        f'Each was trained for {budget}, from random weights at a quarter of '
        'its width, by its own config. Percent of clips with a consensus IoU '
        'of 0.5 [95 % bootstrap interval over the clips], protocol '
        f'`{PROTOCOLS[0]}` unless another is named, seeds '
        f'{", ".join(map(str, seeds))}; of several each clip is averaged. '
        "Parameters and GFLOPs are those of one clip's maps; the speed is "
        'that of training on this machine.\n\n'
        f'{methods_markdown(rows)}\n',
    )
    return page
