"""Lift and peak of maps by region, for images whose objects are all known.

The lift of a map on a region is the share of the map's mass in the region
over the region's share of the image: 1 if the map ignores the region, more if
it prefers it.
"""

import numpy as np

Array = np.ndarray


def cell_cover(boxes: Array, h: int, w: int, *, fine: int = 16) -> Array:
    """Share of each cell that the union of boxes covers.

    Args:
        boxes: (n 4), x1 y1 x2 y2 as fractions of the image.
        h: rows of cells.
        w: columns of cells.
        fine: number of sample points per side of a cell.

    Returns:
        (h w) in [0, 1]; zeros without boxes.
    """
    return _points(boxes, h, w, fine).reshape(h, fine, w, fine).mean((1, 3))


def region_covers(
    able: Array, silent: Array, h: int, w: int, *, fine: int = 16
) -> dict[str, Array]:
    """Divide the image into able objects, silent objects and background.

    Where boxes of both kinds overlap, the region is ``able``.

    Args:
        able: boxes (n 4) of objects that can sound.
        silent: boxes (n 4) of objects that never sound.
        h: rows of cells.
        w: columns of cells.
        fine: see :func:`cell_cover`.

    Returns:
        ``able``, ``silent`` and ``background``: the share of each cell (h w);
        the three sum to 1.
    """
    on_able = _points(able, h, w, fine)
    on_silent = _points(silent, h, w, fine) & ~on_able
    regions = {
        'able': on_able,
        'silent': on_silent,
        'background': ~(on_able | on_silent),
    }
    return {
        name: inside.reshape(h, fine, w, fine).mean((1, 3))
        for name, inside in regions.items()
    }


def mass_and_area(m: Array, cover: Array) -> tuple[float, float]:
    """Return the share of a map's mass in a region, and its area.

    Args:
        m: map (h w) >= 0.
        cover: share of each cell (h w) that the region covers.

    Returns:
        Both in [0, 1]; their ratio is the lift. A map of zeros is treated as
        uniform.
    """
    area, total = float(cover.mean()), float(m.sum())
    return (float((m * cover).sum()) / total if total > 0 else area), area


def peak_inside(m: Array, boxes: Array) -> float:
    """Return whether the centre of a map's highest cell is inside a box.

    Args:
        m: map (h w).
        boxes: (n 4), x1 y1 x2 y2 as fractions of the image.

    Returns:
        1 or 0; for several highest cells, the share of them inside.
    """
    h, w = m.shape
    centres = _points(boxes, h, w, 1)
    return float(centres[m == m.max()].mean())


def cells_covered(m: Array) -> float:
    """Number of cells that a map is spread over: exp of its entropy.

    Args:
        m: map (h w) >= 0, which is scaled to a sum of 1.
    """
    p = m[m > 0] / m.sum() if m.sum() > 0 else np.full(m.size, 1 / m.size)
    return float(np.exp(-(p * np.log(p)).sum()))


def _points(boxes: Array, h: int, w: int, fine: int) -> Array:
    """Return whether a box contains each of (h*fine w*fine) points."""
    y = (np.arange(h * fine) + 0.5) / (h * fine)
    x = (np.arange(w * fine) + 0.5) / (w * fine)
    inside: Array = np.zeros((h * fine, w * fine), bool)
    for x1, y1, x2, y2 in np.asarray(boxes, float).reshape(-1, 4):
        inside |= ((y >= y1) & (y < y2))[:, None] & ((x >= x1) & (x < x2))
    return inside
