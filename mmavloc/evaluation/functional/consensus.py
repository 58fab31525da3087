"""Consensus maps from the boxes or masks of annotators."""

import numpy as np


def box_corners(
    boxes: np.ndarray,
    size: tuple[int, int],
    *,
    frame: int | None = None,
    offset: int = 0,
    outside: str = 'clip',
) -> np.ndarray:
    """Convert boxes to pixels, as half-open ranges.

    Args:
        boxes: n x 4 float64, x1 y1 x2 y2 as fractions of the frame.
        size: height and width of the grid.
        frame: side of a frame to whose pixels coordinates are truncated
            first: a coordinate c becomes ``int(size * int(c) / frame)``.
        offset: added to the grid's coordinates.
        outside: ``'clip'``: clip to the frame; ``'wrap'``: count negative
            coordinates from the other end, as Python indices do.

    Returns:
        n x 4 int64, within the grid.
    """
    height, width = size
    corners = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    scale = np.array([width, height, width, height])
    if frame:
        corners = np.trunc(corners * frame) / frame
    # Some annotations have coordinates like -3e16, which would overflow.
    corners = np.clip(np.trunc(corners * scale), -1e6, 1e6) + offset
    if outside == 'wrap':
        corners += np.where(corners < 0, scale, 0)
    return corners.clip(0, scale).astype(np.int64)


def box_masks(boxes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Rasterise boxes: pixels from floor(low) up to floor(high) - 1.

    Args:
        boxes: n x 4 float64, x1 y1 x2 y2 as fractions of the frame, which
            are clipped to it. A whole pixel c of a 256-pixel frame becomes
            exactly ``int(size * c / 256)``.
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
    """Resize segmentation masks to a grid by nearest-neighbour sampling.

    A pixel of the grid gets the value of the mask at the pixel's centre: row
    i of H gets row ``floor((i + 0.5) * h / H)`` of h.

    Args:
        masks: n x h x w, bool or numbers; a pixel is inside if it is not 0.
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
    """Return the consensus map G, the mean of the annotators' maps (Eq. 7).

    An annotator's map is 1 inside any of the annotator's boxes, so that
    overlapping boxes of one annotator count once.

    Args:
        boxes: n x 4, see :func:`box_masks`.
        annotators: n, who drew each box or mask, 0..m-1.
        num_annotators: m, including annotators who drew nothing.
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
