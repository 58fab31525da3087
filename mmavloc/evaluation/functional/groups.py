"""Scores of pictures whose objects sound in turn (IIoU)."""

from collections.abc import Sequence

import numpy as np


def interactive(
    ciou: np.ndarray, groups: Sequence[str], levels: np.ndarray
) -> np.ndarray:
    """Whether every clip of a group reaches each level.

    A model that ignores the sound cannot be right for all objects of a
    picture. The mean over groups at 0.5 is IIoU, and the area under the mean
    as the level rises IAUC (kaistmm/SSLalignment, utils.py, Evaluator_iiou).
    A group of one is an ordinary clip.

    Args:
        ciou: (n).
        groups: n names.
        levels: (q).

    Returns:
        (groups q) float64, 0 or 1, groups in the order of their names.
    """
    _, which = np.unique(np.asarray(groups), return_inverse=True)
    worst = np.full(which.max() + 1, np.inf)
    np.minimum.at(worst, which, np.asarray(ciou, dtype=np.float64))
    return (worst[:, None] >= np.asarray(levels)).astype(np.float64)
