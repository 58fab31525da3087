"""Where a map lies, on data whose truth says what stands everywhere.

A lift is the share of a map's mass in a region over the region's share of the
frame: 1 where the map ignores the region, more where it points there.
"""

import numpy as np

Array = np.ndarray


def cell_cover(boxes: Array, h: int, w: int, *, fine: int = 16) -> Array:
    """Share of each cell that boxes cover together.

    Args:
        boxes: (n 4), x1 y1 x2 y2 as fractions of the frame.
        h: rows of cells.
        w: columns of cells.
        fine: points a cell and side at which that is looked up.

    Returns:
        (h w) in [0, 1]; zeros for no box.
    """
    return _points(boxes, h, w, fine).reshape(h, fine, w, fine).mean((1, 3))


def region_covers(
    able: Array, silent: Array, h: int, w: int, *, fine: int = 16
) -> dict[str, Array]:
    """Divide the frame into able things, silent things and background.

    Where both kinds of boxes overlap the able one counts.

    Args:
        able: boxes (n 4) of things that could sound.
        silent: boxes (n 4) of things that never do.
        h: rows of cells.
        w: columns of cells.
        fine: see :func:`cell_cover`.

    Returns:
        ``able``, ``silent`` and ``background``: shares of each cell (h w),
        which sum to 1 over the three.
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
    """Share of a map's mass in a region, and of the frame.

    Args:
        m: map (h w) >= 0.
        cover: share of each cell (h w) that the region covers.

    Returns:
        Both in [0, 1]; their ratio is the lift. A map of zeros counts as
        uniform.
    """
    area, total = float(cover.mean()), float(m.sum())
    return (float((m * cover).sum()) / total if total > 0 else area), area


def peak_inside(m: Array, boxes: Array) -> float:
    """Say whether the centre of a map's highest cell lies in a box.

    Args:
        m: map (h w).
        boxes: (n 4), x1 y1 x2 y2 as fractions of the frame.

    Returns:
        1 or 0; of several highest cells, the share of those inside.
    """
    h, w = m.shape
    centres = _points(boxes, h, w, 1)
    return float(centres[m == m.max()].mean())


def cells_covered(m: Array) -> float:
    """Number of cells that a map spreads over, exp of its entropy.

    Args:
        m: map (h w) >= 0, scaled to sum to 1 here.
    """
    p = m[m > 0] / m.sum() if m.sum() > 0 else np.full(m.size, 1 / m.size)
    return float(np.exp(-(p * np.log(p)).sum()))


def _points(boxes: Array, h: int, w: int, fine: int) -> Array:
    """Say of each of (h*fine w*fine) points whether a box holds it."""
    y = (np.arange(h * fine) + 0.5) / (h * fine)
    x = (np.arange(w * fine) + 0.5) / (w * fine)
    inside: Array = np.zeros((h * fine, w * fine), bool)
    for x1, y1, x2, y2 in np.asarray(boxes, float).reshape(-1, 4):
        inside |= ((y >= y1) & (y < y2))[:, None] & ((x >= x1) & (x < x2))
    return inside
