"""Scores of groups of clips: one image, different sounding objects (IIoU)."""

from collections.abc import Sequence

import numpy as np
import torch

from .levels import area_under, levels


def group_success(
    ciou: np.ndarray, groups: Sequence[str], levels: np.ndarray
) -> np.ndarray:
    """Whether every clip of a group reaches each level.

    A model that ignores the audio predicts the same map for all clips of a
    group, and cannot be right for all objects of the image.

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


def group_scores(
    ciou: np.ndarray, groups: Sequence[str]
) -> dict[str, np.ndarray]:
    """IIoU and IAUC of each group; their means are those of the data set.

    kaistmm/SSLalignment, utils.py, Evaluator_iiou.

    Args:
        ciou: (n).
        groups: n names.

    Returns:
        ``IIoU``, whether all clips of the group reach 0.5, and ``IAUC``, the
        area under this success as the level rises; both (groups) float64,
        groups in the order of their names.
    """
    steps: np.ndarray = np.append(levels().numpy(), 0.5)
    reached = group_success(ciou, groups, steps)
    area = area_under(torch.from_numpy(reached[:, :-1])).numpy()
    return {'IIoU': reached[:, -1], 'IAUC': area}
