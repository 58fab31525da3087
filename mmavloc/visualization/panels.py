"""Rows of panels: image, consensus map, predicted maps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from mmavloc.evaluation.functional import consensus_map
from mmavloc.structures import AVDataSample

from .overlay import overlay, scale_of

PANEL = 2.0  # inches
# caption, image (H x W x 3 uint8) and sample with its maps
SheetRow = tuple[str, np.ndarray, AVDataSample]
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
        axes: axes to draw into; their frames and ticks are removed.
        image: H x W x 3 uint8.
        sample: has ``boxes`` and ``annotators`` if the clip is annotated (if
            it has ``masks``, G is drawn from them), and ``pred_maps`` with
            maps (h w).
        maps: names of the maps, in order.
        titles: whether to write a title above each panel.
    """
    height, width = image.shape[:2]
    frame = (0, width, height, 0)
    for ax in axes:
        ax.set_axis_off()
    axes[0].imshow(image, extent=frame)
    boxes = sample.get('boxes')
    if boxes is not None:
        draw_boxes(axes[0], boxes, (height, width))
        consensus = consensus_map(
            boxes,
            sample.annotators,
            num_annotators=sample.num_annotators,
            size=(height, width),
            masks=sample.get('masks'),
        )
        axes[1].imshow(image, extent=frame, alpha=0.35)
        axes[1].imshow(consensus, extent=frame, cmap='gray', alpha=0.65)
    for ax, name in zip(axes[2:], maps, strict=True):
        draw_heat(ax, image, sample.pred_maps[name])
    if titles:
        annotated = boxes is not None
        names = ['image', 'consensus map G' if annotated else 'no annotation']
        # In other models 'localization' may be a map without audio.
        titled = TITLES if 'potential' in sample.get('pred_maps', ()) else {}
        names += [titled.get(name, name) for name in maps]
        for ax, name in zip(axes, names, strict=True):
            ax.set_title(name, fontsize=8)


def draw_boxes(
    ax: Axes, boxes: np.ndarray, size: tuple[int, int], **style
) -> None:
    """Draw boxes (n x 4, fractions) on an image of a height and width."""
    height, width = size
    style = dict(fill=False, ec='w', lw=1) | style
    for x1, y1, x2, y2 in np.asarray(boxes) * ((width, height) * 2):
        ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, **style))


def draw_heat(
    ax: Axes, image: np.ndarray, heat: Tensor | np.ndarray, scale: bool = True
) -> None:
    """Draw a map (h w) over its image (H x W x 3), with its scale below."""
    height, width = image.shape[:2]
    heat = torch.as_tensor(heat).float().cpu().numpy()
    ax.imshow(overlay(image, heat), extent=(0, width, height, 0))
    if scale:
        ax.text(
            0.5,
            -0.02,
            scale_of(heat),
            transform=ax.transAxes,
            va='top',
            ha='center',
            fontsize=6,
        )


def draw_sheet(
    rows: Sequence[SheetRow],
    maps: Sequence[str],
    title: str,
    path: str | Path,
) -> None:
    """Write a picture with one row per clip and a caption at its left.

    Args:
        rows: caption, image (H x W x 3 uint8) and sample of each clip.
        maps: names of the maps to draw.
        title: title of the picture.
        path: path of the picture to write.
    """
    columns = 2 + len(maps)
    figure = Figure(
        figsize=(PANEL * columns + 0.9, (PANEL + 0.12) * len(rows) + 0.7),
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
