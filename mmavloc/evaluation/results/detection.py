"""AP and max-F1 as functions of resampled clips, for bootstrap intervals."""

from collections.abc import Callable

import numpy as np

from mmavloc.evaluation.functional import confidence_ap, f1_list


def average_precision(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    members: np.ndarray | None = None,
) -> Callable[[np.ndarray], float]:
    """Return a function from indices of drawn clips to their AP.

    Args:
        visible: (n) bool, whether the sound source is in the image.
        right: (n) bool, whether the consensus IoU reaches the level.
        confidence: (n).
        members: (n) bool, the clips to draw from; by default all.
    """
    where = (
        np.arange(len(visible)) if members is None else np.flatnonzero(members)
    )
    return lambda drawn: confidence_ap(
        visible[where[drawn]], right[where[drawn]], confidence[where[drawn]]
    )


def max_f1(
    visible: np.ndarray, right: np.ndarray, confidence: np.ndarray
) -> Callable[[np.ndarray], float]:
    """Return a function from indices of drawn clips to their largest F1."""
    return lambda drawn: float(
        f1_list(visible[drawn], right[drawn], confidence[drawn])[1].max()
    )


def share_of(right: np.ndarray) -> Callable[[np.ndarray], float]:
    """Return the share of drawn clips that are right, by their indices."""
    return lambda drawn: float(right[drawn].mean())
