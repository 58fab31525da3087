"""Lay out ``report.html``: one file, to open in a browser or to send."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from mmavloc.evaluation.results.answer import answer
from mmavloc.evaluation.results.clip_values import CLIP_METRICS, METRIC_NAMES
from mmavloc.evaluation.results.lift_table import (
    COLUMNS,
    flat_warning,
    lift_rows,
)
from mmavloc.floors import FLOORS, GREY
from mmavloc.formats.atomic import write_text
from mmavloc.version import __version__
from mmavloc.visualization.pages import page_environment
from mmavloc.visualization.panels import SheetRow
from mmavloc.visualization.plots import as_svg, draw_gaps
from mmavloc.visualization.tiles import Tile, draw_tile

from .figures import FigureRow
from .next_commands import Command, shown
from .two_sounds import TwoSounds

ALPHA = '\N{GREEK SMALL LETTER ALPHA}'
CAPTIONS = {
    **{name: floor.caption for name, floor in FLOORS.items()},
    'potential': 'P, from the picture',
    'attention': 'A, where both agree',
    'localization': f'{ALPHA}, with the sound',
    'gap': f'gap, {ALPHA} minus P',
}
SHORT = {'potential': 'P', 'attention': 'A', 'localization': ALPHA}
# one colour each, as in an audit; the last two make the gap
PLOTTED = {'centre': GREY, 'potential': '#c9800f', 'localization': '#1f6fb2'}


def write_page(
    path: Path,
    title: str,
    results: dict[str, dict[str, dict]],
    sheets: Mapping[str, Sequence[SheetRow]],
    two: TwoSounds,
    about: dict,
    commands: Sequence[Command],
) -> Path:
    """Write the page.

    Args:
        path: of the page.
        title: of the page.
        results: split -> ``<map>/<metric>`` -> cell.
        sheets: split -> clips to show with their maps.
        two: one picture with two sounds.
        about: provenance of the results.
        commands: what to type next.

    Returns:
        ``path``.
    """
    headline = METRIC_NAMES[0]
    scores = {
        metric: score_rows(results, metric)
        for metric in METRIC_NAMES
        if score_rows(results, metric)
    }
    text = (
        page_environment('mmavloc.apis')
        .get_template('report.html.j2')
        .render(
            title=title,
            answer=answer(results),
            warning=flat_warning(results),
            plot=_plot(results),
            metrics=CLIP_METRICS,
            headline=headline,
            scores=scores,
            splits=_splits(results),
            lifts=lift_tables(results),
            lift_heads=list(COLUMNS.values()),
            two=two,
            pairs=[(row.sample_id, _figure_tiles(row)) for row in two.rows],
            sheets={
                split: [_sheet_tiles(row) for row in rows]
                for split, rows in sheets.items()
            },
            about=_facts(about),
            commands=commands,
        )
    )
    write_text(path, text)
    return path


def _splits(results: dict) -> list[str]:
    """Head the columns of the scores: split and number of clips."""
    heads = []
    for split, cells in results.items():
        n = next(
            (c['n'] for k, c in cells.items() if k.endswith('/cIoU')), None
        )
        heads.append(split if n is None else f'{split}\nn = {n}')
    return heads


def score_rows(results: dict, metric: str) -> list[dict]:
    """Make a table's rows of one metric: a map each, a cell a split."""
    names = dict.fromkeys(
        key.partition('/')[0]
        for cells in results.values()
        for key in cells
        if key.partition('/')[2] == metric
    )
    # other methods' answers have the same name, and may hear nothing
    captions = CAPTIONS if 'potential' in names else {}
    return [
        {
            'name': captions.get(name, name),
            'strong': name == 'gap',
            'cells': [
                cells.get(f'{name}/{metric}') for cells in results.values()
            ],
        }
        for name in names
    ]


def lift_tables(results: dict) -> dict[str, list[dict]]:
    """Make a table's rows of where each map lies: map -> a split each."""
    tables: dict[str, list[dict]] = {}
    for split, name, cells in lift_rows(results):
        tables.setdefault(CAPTIONS.get(name, name), []).append(
            {'name': split, 'cells': cells}
        )
    return tables


def _plot(results: dict) -> str:
    """Draw the maps of :data:`PLOTTED` by split; '' where one is missing."""
    rows = [
        (
            split,
            [
                (*(cells[f'{m}/cIoU'][k] for k in ('value', 'low', 'high')), c)
                for m, c in PLOTTED.items()
                if f'{m}/cIoU' in cells
            ],
        )
        for split, cells in results.items()
        if {'potential/cIoU', 'localization/cIoU'} <= {*cells}
    ]
    if not rows:
        return ''
    return as_svg(draw_gaps(rows, 'cIoU, %, with 95 % intervals'))


def _figure_tiles(row: FigureRow) -> list[Tile]:
    """Draw the truth on the picture, and then the maps."""
    *maps, truth = row.panels
    tiles = [draw_tile('Picture, truth', row.image, boxes=truth.boxes)]
    for panel in maps:
        caption = panel.title.removeprefix('potential map ')
        caption = caption.replace(r'$\alpha$', ALPHA)
        heat = torch.as_tensor(panel.heat).float().cpu().numpy()
        tiles.append(draw_tile(caption, row.image, heat))
    return tiles


def _sheet_tiles(row: SheetRow) -> tuple[str, str, list[Tile]]:
    """Return caption, id and tiles of a clip."""
    caption, image, sample = row
    boxes = sample.get('boxes')
    boxes = [] if boxes is None else [boxes]
    tiles = [draw_tile('Picture, truth', image, boxes=boxes)]
    for name, heat in sample.pred_maps.items():
        tiles.append(draw_tile(SHORT.get(name, name), image, heat))
    return caption, sample.sample_id, tiles


def _facts(about: dict) -> dict[str, str]:
    """Print the provenance, flat."""
    facts = {}
    for name, value in about.items():
        if isinstance(value, dict):
            value = ', '.join(f'{k} {v}' for k, v in value.items())
        if name == 'config':
            value = shown(value)
        if value is not None:
            facts[name.replace('_sha256', ', SHA-256')] = str(value)
    return {**facts, 'page made by': f'mmavloc {__version__}'}
