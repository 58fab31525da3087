"""Consensus maps of segmentation masks, as votes per pixel."""

import numpy as np


def vote_masks(
    masks: np.ndarray,
    clips: np.ndarray,
    voters: np.ndarray,
    *,
    most: np.ndarray,
) -> np.ndarray:
    """Count the voters of each pixel, for many clips at once.

    The consensus map G is this count divided by the number of votes at which
    G is 1. ``vote_rectangles`` does the same for boxes.

    Args:
        masks: n x h x w bool, on the grid.
        clips: n, the clip of each mask, 0..b-1.
        voters: n, the voter of each mask; overlapping masks of one voter in a
            clip count once.
        most: b, the maximum of the count.

    Returns:
        b x h x w float64.
    """
    votes = np.zeros((len(most), *masks.shape[1:]))
    for clip, voter in np.unique(np.stack([clips, voters], 1), axis=0):
        votes[clip] += masks[(clips == clip) & (voters == voter)].any(axis=0)
    return np.minimum(votes, np.asarray(most)[:, None, None])
