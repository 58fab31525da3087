"""Scores of confidence and success together, as functions of drawn clips."""

from collections.abc import Callable

import numpy as np

from mmavloc.evaluation.functional import confidence_ap, f1_list


def average_precision(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    members: np.ndarray | None = None,
) -> Callable[[np.ndarray], float]:
    """Return the AP of drawn clips, as a function of their indices.

    Args:
        visible: (n) bool, whether something sounds in view.
        right: (n) bool, whether the map reaches the level.
        confidence: (n).
        members: (n) bool, the clips to draw from, all by default.
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
    """Return the largest F1 of drawn clips, as a function of indices."""
    return lambda drawn: float(
        f1_list(visible[drawn], right[drawn], confidence[drawn])[1].max()
    )
