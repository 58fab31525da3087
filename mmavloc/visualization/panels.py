"""Rows of panels: image, consensus map, predicted maps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mmavloc.evaluation.functional import consensus_map
from mmavloc.structures import AVDataSample

PANEL = 2.0  # inches
TITLES = {
    'potential': 'P, from the image',
    'attention': 'A',
    'localization': r'$\alpha$, with the sound',
}


def draw_row(
    axes: Sequence[Axes],
    image: np.ndarray,
    sample: AVDataSample,
    maps: Sequence[str],
    titles: bool = True,
) -> None:
    """Draw one clip into ``2 + len(maps)`` axes.

    Args:
        axes: where to draw; all frames and ticks are removed.
        image: H x W x 3 uint8.
        sample: with ``boxes`` and ``annotators`` if the clip is annotated,
            and ``pred_maps`` holding (h w) maps.
        maps: names of the maps, in order.
        titles: whether to write what each panel shows.
    """
    height, width = image.shape[:2]
    frame = (0, width, height, 0)
    for ax in axes:
        ax.set_axis_off()
    axes[0].imshow(image, extent=frame)
    boxes = sample.get('boxes')
    if boxes is not None:
        for x1, y1, x2, y2 in np.asarray(boxes) * ((width, height) * 2):
            axes[0].add_patch(
                Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, ec='w', lw=1)
            )
        consensus = consensus_map(
            boxes,
            sample.annotators,
            num_annotators=sample.num_annotators,
            size=(height, width),
        )
        axes[1].imshow(image, extent=frame, alpha=0.35)
        axes[1].imshow(consensus, extent=frame, cmap='gray', alpha=0.65)
    for ax, name in zip(axes[2:], maps, strict=True):
        heat = torch.as_tensor(sample.pred_maps[name]).float().cpu().numpy()
        low, high = heat.min(), heat.max()
        heat = (heat - low) / max(high - low, np.finfo(np.float32).tiny)
        ax.imshow(image, extent=frame)
        ax.imshow(
            heat,
            extent=frame,
            cmap='inferno',
            alpha=0.6,
            interpolation='bilinear',
            vmin=0,
            vmax=1,
        )
    if titles:
        annotated = boxes is not None
        names = ['image', 'consensus map G' if annotated else 'no annotation']
        # P, A and alpha are the two-step system's; others have maps too.
        two_step = 'attention' in maps
        names += [TITLES.get(n, n) if two_step else n for n in maps]
        for ax, name in zip(axes, names, strict=True):
            ax.set_title(name, fontsize=8)


def draw_sheet(
    rows: Sequence[tuple[str, np.ndarray, AVDataSample]],
    maps: Sequence[str],
    title: str,
    path: str | Path,
) -> None:
    """Write a sheet of clips, one row each with a caption at its left.

    Args:
        rows: caption, image (H x W x 3 uint8) and sample of each clip.
        maps: names of the maps to draw.
        title: over the sheet.
        path: of the picture to write.
    """
    columns = 2 + len(maps)
    figure = Figure(
        figsize=(PANEL * columns + 0.9, PANEL * len(rows) + 0.7),
        layout='constrained',
    )
    FigureCanvasAgg(figure)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for index, (caption, image, sample) in enumerate(rows):
        draw_row(grid[index], image, sample, maps, titles=index == 0)
        grid[index, 0].text(
            -0.04,
            0.5,
            caption,
            transform=grid[index, 0].transAxes,
            rotation=90,
            va='center',
            ha='right',
            fontsize=7,
        )
    figure.suptitle(title, fontsize=10)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
