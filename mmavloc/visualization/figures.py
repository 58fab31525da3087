"""Figures in the paper's layout: a row per clip, a column per map."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch import Tensor

from .panels import PANEL, draw_boxes, draw_heat

STYLES = (dict(ls='-', ec='w'), dict(ls='--', ec='cyan'))


@dataclass(frozen=True)
class Panel:
    """One picture of a figure.

    Attributes:
        title: title above the panel.
        heat: a map (h w) to draw over the image, if any.
        boxes: lists of boxes (n x 4, fractions), each in its own style.
    """

    title: str
    heat: Tensor | np.ndarray | None = None
    boxes: Sequence[np.ndarray] = ()


def draw_figure(
    rows: Sequence[tuple[np.ndarray, Sequence[Panel]]],
    title: str,
    path: str | Path,
) -> None:
    """Write a figure: the image first, then its panels, row by row.

    Args:
        rows: image (H x W x 3 uint8) and panels of each clip.
        title: title of the figure.
        path: path of the picture to write.
    """
    columns = 1 + max(len(panels) for _, panels in rows)
    figure = Figure(
        figsize=(PANEL * columns, (PANEL + 0.3) * len(rows) + 0.4),
        layout='constrained',
    )
    FigureCanvasAgg(figure)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for ax in grid.flat:
        ax.set_axis_off()
    for axes, (image, panels) in zip(grid, rows, strict=True):
        height, width = image.shape[:2]
        for ax, panel in zip(axes, [Panel('image'), *panels], strict=False):
            ax.imshow(image, extent=(0, width, height, 0))
            if panel.heat is not None:
                draw_heat(ax, image, panel.heat)
            for boxes, style in zip(panel.boxes, STYLES, strict=False):
                draw_boxes(ax, boxes, (height, width), **style)
            ax.set_title(panel.title, fontsize=8)
    figure.suptitle(title, fontsize=9)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
