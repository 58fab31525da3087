"""The mean of the other clips' annotations: a floor that knows the data."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from mmavloc.evaluation.functional import consensus_map
from mmavloc.structures import Truth

GRID = (56, 56)


def draw_truth(truth: Truth) -> np.ndarray:
    """Draw the consensus map of one clip, 56 x 56."""
    union = truth.kind == 'union'
    drawn = consensus_map(
        truth.boxes,
        truth.annotators,
        masks=truth.masks,
        num_annotators=1 if union else truth.num_annotators,
        size=GRID,
    )
    return np.minimum(drawn, 1)


def other_boxes(
    consensus_maps: np.ndarray, pictures: Sequence[Sequence[str]]
) -> np.ndarray:
    """Average the consensus maps of all other pictures, for each clip.

    A floor that knows where annotators draw boxes and not what is to be seen;
    a clip's own picture has no part in it.

    Args:
        consensus_maps: (n h w).
        pictures: n, the files that each clip shows.

    Returns:
        (n h w) float64; zeros where there is no other picture.
    """
    shows = defaultdict(set)
    for index, names in enumerate(pictures):
        for name in names:
            shows[name].add(index)
    total = consensus_maps.sum(0, dtype=np.float64)
    means = np.zeros(consensus_maps.shape)
    for index, names in enumerate(pictures):
        mine = sorted(set().union(*(shows[name] for name in names)))
        others = len(consensus_maps) - len(mine)
        if others:
            rest = total - consensus_maps[mine].sum(0, dtype=np.float64)
            means[index] = rest / others
    return means
