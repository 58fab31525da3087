"""The arithmetic of every metric: pure functions of numpy and torch.

Vectorised over clips, without registry, files or classes, so that other
projects can take this folder as it is. Letters: ``b`` clips, ``h w`` map,
``n`` boxes, ``m`` annotators, ``q`` thresholds. Scores are fractions here;
shells turn them into percentages.
"""

from .bootstrap import bootstrap_interval
from .consensus import box_masks, consensus_map
from .consensus_iou import (
    area_under,
    consensus_iou,
    half_accuracy,
    levels,
    normalise_min_max,
    resize_maps,
    success,
)

__all__ = [
    'area_under',
    'bootstrap_interval',
    'box_masks',
    'consensus_iou',
    'consensus_map',
    'half_accuracy',
    'levels',
    'normalise_min_max',
    'resize_maps',
    'success',
]
