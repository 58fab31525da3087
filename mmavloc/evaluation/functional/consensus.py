"""From annotators' boxes or masks to one consensus map."""

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
            lies outside is clipped. Whole pixels of a 256-pixel frame become
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


def resize_masks(masks: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Bring segmentation masks to a grid by the nearest pixel.

    A pixel of the grid takes the value of the mask at its own centre: row i
    of H takes row ``floor((i + 0.5) * h / H)`` of h.

    Args:
        masks: n x h x w, bool or numbers; anything but 0 is inside.
        size: height and width of the grid.

    Returns:
        n x H x W bool.
    """
    masks = np.asarray(masks) != 0
    places = (
        (2 * np.arange(new) + 1) * old // (2 * new)
        for new, old in zip(size, masks.shape[1:], strict=True)
    )
    rows, columns = places
    return masks[:, rows[:, None], columns]


def consensus_map(
    boxes: np.ndarray,
    annotators: np.ndarray,
    *,
    num_annotators: int,
    size: tuple[int, int],
    masks: np.ndarray | None = None,
) -> np.ndarray:
    """Merge annotators into G, the mean of their maps (Eq. 7).

    An annotator's map is 1 where at least one of their boxes is, so that two
    boxes of one annotator count once.

    Args:
        boxes: n x 4, see :func:`box_masks`.
        annotators: n, who drew each box or mask, 0..m-1.
        num_annotators: m, including those who drew none.
        size: height and width of the grid.
        masks: n x h x w, instead of the boxes, see :func:`resize_masks`.

    Returns:
        h x w float64 in [0, 1].
    """
    drawn = (
        box_masks(boxes, size) if masks is None else resize_masks(masks, size)
    )
    annotators = np.asarray(annotators)
    total = np.zeros(size)
    for who in np.unique(annotators):
        total += drawn[annotators == who].any(axis=0)
    return total / num_annotators
