"""The arithmetic of all metrics: pure functions of numpy and torch.

They are vectorised over clips and use no registry, files or classes, so that
other projects can copy this folder. Letters: ``b`` clips, ``h w`` map, ``n``
boxes or pixels, ``m`` annotators, ``q`` thresholds. Scores are fractions
here; reports have percentages.
"""

from .bootstrap import bootstrap_interval, bootstrap_statistic
from .calibration import (
    auroc,
    calibration_error,
    expected_iou,
    reliability,
)
from .consensus import (
    box_corners,
    box_masks,
    consensus_map,
    resize_masks,
)
from .consensus_iou import (
    consensus_iou,
    count_above,
    half_accuracy,
    pointing_game,
)
from .detection import (
    SIZE_NAMES,
    confidence_ap,
    f1_at,
    f1_list,
    precision_and_recall,
    size_bins,
)
from .groups import group_scores, group_success
from .levels import area_under, levels, success, success_area
from .masks import best_of_mean, f_measure
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
    level_thresholds,
    mean_of_highest,
    rank_thresholds,
)
from .vote_masks import vote_masks
from .vote_rectangles import (
    count_in_rectangles,
    draw_rectangles,
    vote_rectangles,
)

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
    'confidence_ap',
    'consensus_iou',
    'consensus_map',
    'constant_value',
    'count_above',
    'count_in_rectangles',
    'draw_rectangles',
    'expected_iou',
    'f1_at',
    'f1_list',
    'f_loc',
    'f_measure',
    'flat_oracle_map',
    'group_scores',
    'group_success',
    'half_accuracy',
    'just_below',
    'kth_smallest',
    'level_thresholds',
    'levels',
    'mean_of_highest',
    'negative_area',
    'normalise_maps',
    'oracle_map',
    'paired_difference',
    'permutation_p_value',
    'pointing_game',
    'precision_and_recall',
    'predicted_area',
    'rank_thresholds',
    'reliability',
    'resize_maps',
    'resize_masks',
    'shrunk_truth',
    'size_bins',
    'success',
    'success_area',
    'universal_threshold',
    'vote_masks',
    'vote_rectangles',
]
