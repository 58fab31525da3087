"""From annotators' boxes to one consensus map."""

import numpy as np


def box_masks(boxes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Rasterise boxes: a pixel is inside from floor(low) up to floor(high).

    Args:
        boxes: n x 4 float64, x1 y1 x2 y2 as fractions of the frame; what
            lies outside is cut off. Whole pixels of a 256-pixel frame become
            ``int(size * c / 256)`` exactly.
        size: height and width of the grid.

    Returns:
        n x h x w bool.
    """
    height, width = size
    corners = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    scale = np.array([width, height, width, height])
    corners = np.trunc(corners * scale).astype(np.int64).clip(0, scale)
    x1, y1, x2, y2 = corners[:, :, None].transpose(1, 0, 2)
    rows, columns = np.arange(height), np.arange(width)
    inside_y = (rows >= y1) & (rows < y2)
    inside_x = (columns >= x1) & (columns < x2)
    return inside_y[:, :, None] & inside_x[:, None, :]


def consensus_map(
    boxes: np.ndarray,
    annotators: np.ndarray,
    *,
    num_annotators: int,
    size: tuple[int, int],
) -> np.ndarray:
    """Merge annotators into G, the mean of their maps (Eq. 7).

    An annotator's map is 1 where at least one of their boxes is, so that two
    boxes of one annotator count once.

    Args:
        boxes: n x 4, see :func:`box_masks`.
        annotators: n, who drew each box, 0..m-1.
        num_annotators: m, those included who drew none.
        size: height and width of the grid.

    Returns:
        h x w float64 in [0, 1].
    """
    masks = box_masks(boxes, size)
    annotators = np.asarray(annotators)
    total = np.zeros(size)
    for who in np.unique(annotators):
        total += masks[annotators == who].any(axis=0)
    return total / num_annotators
