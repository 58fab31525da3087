"""The page of methods: all tables, and the maps of the same scenes."""

from collections.abc import Sequence
from pathlib import Path

from mmavloc.evaluation.results.files import write_json
from mmavloc.formats.atomic import write_text

from . import method_table as tables
from .method_data import data_of
from .method_sheet import draw_sheet
from .methods import (
    BATCH,
    CLIPS,
    EPOCHS,
    METHODS,
    PROTOCOLS,
    SHORT_BATCH,
)
from .plan import StudyDataset

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
        'sound lowers cIoU, by interval and permutation test. `pointing`: '
        'whether the maximum of the map is on what sounds, which also counts '
        'for maps that are too wide.',
        tables.audit_markdown(rows),
        '## One set of maps, three protocols',
        'The maps of `test`.',
        tables.columns_markdown(rows, tables.protocol_columns('test')),
        '## P beside the map',
        'P is made of the image alone; the two-step system multiplies it with '
        'A, and the others ignore it. `gap` is the score of the map minus '
        'that of P, clip by clip.',
        tables.maps_markdown(probed, splits) if probed else 'Not run.',
        '## What P adds',
        'cIoU with P minus cIoU without it. The two-step system: A times P, '
        'minus A. Others: their map, normalised to 0..1, times P, minus the '
        'map.',
        tables.gains_markdown(probed, splits) if probed else 'Not run.',
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
            f'Clips of `{content["audited"]}`, seed {content["seeds"][0]}, '
            'below their images. White: what sounds. Cyan: what could, and '
            'does not.',
            f'![maps of every method]({content["sheet"]})',
        ]
    return '\n\n'.join(parts) + '\n'


def _budget(content: dict) -> str:
    """Say how the methods were trained and scored."""
    seeds = ', '.join(map(str, content['seeds']))
    over = 'seeds and clips' if len(content['seeds']) > 1 else 'the clips'
    start = (
        'The image network of each starts from a classifier of single '
        'objects, which replaces ImageNet. '
        if content['version']
        else 'All start from random weights. '
    )
    seen = '1 epoch, which learns nothing'
    batch = SHORT_BATCH if content['short'] else BATCH
    if not content['short']:
        seen = (
            f'{EPOCHS} epochs of {CLIPS} clips'
            if content['version']
            else f'{EPOCHS * CLIPS} clips'
        )
    return (
        f'What the tables show: [{READING}]({READING}). Every method was '
        f'trained for {seen}, in batches of {batch}, by its own config at a '
        f'quarter of its width. {start}Percent of clips with '
        f'a consensus IoU of 0.5 [95 % bootstrap interval over {over}], '
        f'protocol `{PROTOCOLS[0]}` unless another is named, seeds {seeds}.'
    )
