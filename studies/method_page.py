"""The page of methods: all tables, and maps of the same scenes."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from mmavloc.evaluation.results.files import write_json
from mmavloc.formats.atomic import write_text
from mmavloc.formats.map_files import MapFile
from mmavloc.visualization.figures import Panel, draw_figure

from . import method_table as tables
from .method_data import data_of
from .methods import BATCH, CLIPS, EPOCHS, METHODS, PROTOCOLS
from .plan import StudyDataset, folder

SCENES = 4  # rows of the sheet
SHEET = 'methods.png'
READING = 'reading_methods.md'


def write_methods(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: Sequence[int],
    names: Sequence[str],
    short: bool,
) -> Path:
    """Write ``methods.md`` with its ``.json`` and ``.png``; return the page.

    Raises:
        ValueError: results were computed on other data.
    """
    data = data_of(dataset)
    rows = tables.fill_methods(dataset, work_dir, seeds, names)
    content = {
        'dataset': dataset.title,
        'splits': list(data.splits),
        'audited': data.audited,
        'missing': dict(data.missing),
        'version': dataset.version,
        'seeds': list(seeds),
        'short': short,
        'sheet': draw_sheet(dataset, work_dir, seeds[0], names),
        'methods': rows,
    }
    write_json(work_dir / 'methods.json', content)
    page = work_dir / 'methods.md'
    write_text(page, render_methods(content))
    return page


def render_methods(content: dict) -> str:
    """Format the page from the content of ``methods.json``."""
    rows, splits = content['methods'], content['splits']
    probed = [
        row
        for row in rows
        if 'gap/cIoU' in row.get('scores', {}).get('test', {})
    ]
    version = content['version']
    title = content['dataset'] + (f', version {version}' if version else '')
    parts = [
        f'# Methods on {title}',
        '<!-- Written by tools/reproduce.py; not edited by hand. -->',
        _budget(content),
        '## Scores',
        '`half_acc`: the share of joined pairs in which more of the map lies '
        'on the half that sounds; 50 without sound.',
        tables.columns_markdown(rows, tables.main_columns(splits)),
        '## Is the sound used?',
        f'The [audit](audit.md) of `{content["audited"]}`: "yes" if a wrong '
        'sound lowers the score, by interval and permutation test.',
        tables.audit_markdown(rows),
        '## One set of maps, three protocols',
        'The maps of `test`.',
        tables.columns_markdown(rows, tables.ruler_columns('test')),
        '## P beside the map',
        'P is made of the image alone. `gap` is the score of the map minus '
        'that of P, clip by clip.',
        tables.columns_markdown(probed, tables.gap_columns(splits))
        if probed
        else 'Not run.',
        '## What a training costs',
        "Parameters and operations are those of one clip's maps. The speed "
        'is that of training in this run, one thread, beside other work on '
        'the machine: only its order of magnitude means something. "ours": '
        'what is not the published method.',
        tables.cost_markdown(rows),
    ]
    for name, lack in content['missing'].items():
        parts.append(f'{METHODS[name].title} was not run: it needs {lack}.')
    if content['sheet']:
        parts += [
            '## Maps of the same scenes',
            f'Clips of `{content["audited"]}`. White: what sounds. Cyan and '
            'dashed: what could.',
            f'![maps of every method]({content["sheet"]})',
        ]
    return '\n\n'.join(parts) + '\n'


def _budget(content: dict) -> str:
    """Say how the methods were trained and scored."""
    seeds = ', '.join(map(str, content['seeds']))
    over = 'seeds and clips' if len(content['seeds']) > 1 else 'the clips'
    start = (
        'The image network of each starts from a classifier of single '
        'objects, which has the place of ImageNet. '
        if content['version']
        else 'All start from random weights. '
    )
    seen = '1 epoch, which learns nothing'
    if not content['short']:
        seen = f'{EPOCHS} epochs of {CLIPS} clips'
    return (
        f'What the tables show: [{READING}]({READING}). Every method was '
        f'trained for {seen} or as many clips, in batches of {BATCH}, by its '
        f'own config at a quarter of its width. {start}Percent of clips with '
        f'a consensus IoU of 0.5 [95 % bootstrap interval over {over}], '
        f'protocol `{PROTOCOLS[0]}` unless another is named, seeds {seeds}.'
    )


def draw_sheet(
    dataset: StudyDataset, work_dir: Path, seed: int, names: Sequence[str]
) -> str | None:
    """Draw the maps of all finished methods on the same scenes.

    Returns:
        The name of the picture in ``work_dir``; None without maps, or for
        data whose truth is not known.
    """
    root, audited = Path(dataset.data_root), data_of(dataset).audited
    files = {
        name: folder(work_dir, seed, name) / 'splits.npz' for name in names
    }
    files = {name: path for name, path in files.items() if path.is_file()}
    if not files or not (root / 'truth.json').is_file():
        return None
    truth = json.loads((root / 'truth.json').read_text())
    maps = {name: MapFile(path, split=audited) for name, path in files.items()}
    ids = sorted(next(iter(maps.values())))
    rows = []
    for sample in ids[:: max(1, len(ids) // SCENES)][:SCENES]:
        things = truth[sample]['objects']
        image = np.asarray(Image.open(root / f'image/{sample}.jpg'))
        boxes = [
            np.array([t['box'] for t in things if keep(t)]).reshape(-1, 4)
            for keep in (
                lambda t: t['sounds'],
                lambda t: t['able'] and not t['sounds'],
            )
        ]
        panels = [
            Panel(METHODS[name].title, found[sample], boxes)
            for name, found in maps.items()
        ]
        rows.append((image, panels))
    draw_figure(rows, f'Maps on {audited}, seed {seed}', work_dir / SHEET)
    return SHEET
