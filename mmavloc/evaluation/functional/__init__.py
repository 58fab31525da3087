"""The arithmetic of every metric: pure functions of numpy and torch.

Vectorised over clips, without registry, files or classes, so that other
projects can take this folder as it is. Letters: ``b`` clips, ``h w`` map,
``n`` boxes or pixels, ``m`` annotators, ``q`` thresholds. Scores are
fractions here; shells turn them into percentages.
"""

from .bootstrap import bootstrap_interval, bootstrap_statistic
from .calibration import (
    auroc,
    calibration_error,
    expected_iou,
    reliability,
)
from .consensus import box_corners, box_masks, consensus_map
from .consensus_iou import (
    consensus_iou,
    count_above,
    half_accuracy,
    iou_of_counts,
)
from .detection import (
    SIZE_NAMES,
    confidence_ap,
    f1_at,
    f1_list,
    location_accuracy,
    precision_and_recall,
    size_bins,
)
from .groups import interactive
from .levels import area_under, levels, success, success_area
from .masks import best_of_mean, f_measure
from .multi_source import (
    class_aware_ap,
    permutation_invariant_ap,
    pixel_ap,
    source_ap,
)
from .negative_audio import (
    f_loc,
    negative_area,
    predicted_area,
    universal_threshold,
)
from .normalise import constant_value, normalise_maps
from .oracle import flat_oracle_map, oracle_map, shrunk_truth
from .paired import paired_difference, permutation_p_value
from .resize import resize_maps
from .thresholds import (
    just_below,
    kth_smallest,
    level_cuts,
    mean_of_highest,
    rank_cuts,
)
from .vote_rectangles import count_cells, draw_cells, vote_cells

__all__ = [
    'SIZE_NAMES',
    'area_under',
    'auroc',
    'best_of_mean',
    'bootstrap_interval',
    'bootstrap_statistic',
    'box_corners',
    'box_masks',
    'calibration_error',
    'class_aware_ap',
    'confidence_ap',
    'consensus_iou',
    'consensus_map',
    'constant_value',
    'count_above',
    'count_cells',
    'draw_cells',
    'expected_iou',
    'f1_at',
    'f1_list',
    'f_loc',
    'f_measure',
    'flat_oracle_map',
    'half_accuracy',
    'interactive',
    'iou_of_counts',
    'just_below',
    'kth_smallest',
    'level_cuts',
    'levels',
    'location_accuracy',
    'mean_of_highest',
    'negative_area',
    'normalise_maps',
    'oracle_map',
    'paired_difference',
    'permutation_invariant_ap',
    'permutation_p_value',
    'pixel_ap',
    'precision_and_recall',
    'predicted_area',
    'rank_cuts',
    'reliability',
    'resize_maps',
    'shrunk_truth',
    'size_bins',
    'source_ap',
    'success',
    'success_area',
    'universal_threshold',
    'vote_cells',
]
