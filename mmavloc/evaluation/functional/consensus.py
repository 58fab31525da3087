"""From annotators' boxes to one consensus map."""

import numpy as np


def box_corners(
    boxes: np.ndarray,
    size: tuple[int, int],
    *,
    frame: int | None = None,
    offset: int = 0,
    outside: str = 'clip',
) -> np.ndarray:
    """Turn boxes into pixels: from the first pixel up to the second.

    Args:
        boxes: n x 4 float64, x1 y1 x2 y2 as fractions of the frame.
        size: height and width of the grid.
        frame: take whole pixels of a frame of this side first, so that a
            coordinate c of it becomes ``int(size * int(c) / frame)``.
        offset: added to the grid's coordinates.
        outside: ``'clip'`` at the frame, or ``'wrap'``: a negative
            coordinate counts from the far end, as an index in Python does.

    Returns:
        n x 4 int64, within the grid.
    """
    height, width = size
    corners = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    scale = np.array([width, height, width, height])
    if frame:
        corners = np.trunc(corners * frame) / frame
    # A limit far outside: annotations hold coordinates like -3e16.
    corners = np.clip(np.trunc(corners * scale), -1e6, 1e6) + offset
    if outside == 'wrap':
        corners += np.where(corners < 0, scale, 0)
    return corners.clip(0, scale).astype(np.int64)


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
    x1, y1, x2, y2 = box_corners(boxes, size)[:, :, None].transpose(1, 0, 2)
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
