"""A floor from the data: the mean of the other clips' annotations."""

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
    """Average the consensus maps of all other images, for each clip.

    This floor uses where annotators usually draw boxes, but not the content
    of the clip: clips of the same image are excluded.

    Args:
        consensus_maps: (n h w).
        pictures: n, the image files of each clip.

    Returns:
        (n h w) float64; zeros if there is no other image.
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
