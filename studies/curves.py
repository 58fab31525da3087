"""Scores by the number of training clips, as a figure."""

from pathlib import Path

from matplotlib.figure import Figure

from .evidence import Evidence
from .paper import INITS, SIZES
from .plan import MAIN, StudyDataset, unsup
from .rows import INIT_TEXT
from .verdicts import alone

NAME = 'curves.png'
COLOURS = {'localization': '#c2410c', 'potential': '#1f6fb2'}
LABELS = {'localization': 'alpha', 'potential': 'P'}
GAP_COLOURS = '#30343b', '#2f8f5b'
BLOB = '#9aa0a8'


def curves(
    dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> dict[str, list[dict]]:
    """Collect cIoU by size: on test of P and alpha, and the gap on concat.

    Returns:
        For each start of the image network a list of points: ``size`` (as
        printed), ``what`` (a map or ``gap``), value, low, high, n, seeds.
        What was not run is left out.
    """
    e = Evidence(dataset, work_dir, seeds)
    found: dict[str, list[dict]] = {}
    for init in INITS:
        for size in SIZES:
            run = unsup(init, size)
            cells = {
                name: alone(e.scores(run, 'test', 'test', name))
                for name in COLOURS
            }
            cells['gap'] = alone(e.gap(run, 'concat', 'concat'))
            found.setdefault(init, []).extend(
                {'size': dataset.sizes[size], 'what': what, **cell}
                for what, cell in cells.items()
                if cell
            )
    found['blob'] = [
        {'size': '', 'what': 'centre', **cell}
        for cell in [alone(e.scores(MAIN, 'test', 'test', 'centre'))]
        if cell
    ]
    return found


def draw_curves(
    found: dict[str, list[dict]], sizes: list[str], file: Path
) -> bool:
    """Draw what :func:`curves` found.

    Args:
        found: see there.
        sizes: the numbers of clips, from left to right.
        file: where the picture goes.

    Returns:
        Whether there was anything to draw.
    """
    if not any(found[init] for init in INITS):
        return False
    figure = Figure(figsize=(8, 3.4), layout='constrained')
    axes = figure.subplots(1, 3, sharey=False)
    for ax, init in zip(axes, INITS, strict=False):
        for name, colour in COLOURS.items():
            _line(ax, found[init], name, sizes, colour, LABELS[name])
        for point in found['blob']:
            ax.axhline(point['value'], color=BLOB, ls=':', label='blob')
        ax.set_title(f'test, {INIT_TEXT[init]}', fontsize=9)
        ax.set_ylim(0, 100)
    for init, colour in zip(INITS, GAP_COLOURS, strict=True):
        _line(axes[2], found[init], 'gap', sizes, colour, INIT_TEXT[init])
    axes[2].axhline(0, color=BLOB, lw=0.8)
    axes[2].set_title('gap on concat', fontsize=9)
    for ax in axes:
        ax.set_xticks(range(len(sizes)), sizes, fontsize=8)
        ax.set_xlabel('training clips', fontsize=8)
        ax.tick_params(labelsize=8)
        if ax.get_legend_handles_labels()[0]:
            ax.legend(fontsize=7, frameon=False)
    axes[0].set_ylabel('cIoU, %', fontsize=8)
    figure.savefig(file, dpi=110)
    return True


def _line(
    ax, points: list[dict], what: str, sizes: list[str], colour, label
) -> None:
    points = [point for point in points if point['what'] == what]
    if not points:
        return
    x = [sizes.index(point['size']) for point in points]
    y = [point['value'] for point in points]
    low = [max(point['value'] - point['low'], 0) for point in points]
    high = [max(point['high'] - point['value'], 0) for point in points]
    ax.errorbar(
        *(x, y),
        yerr=[low, high],
        color=colour,
        marker='o',
        ms=4,
        capsize=2,
        label=label,
    )
