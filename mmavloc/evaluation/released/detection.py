"""Scores of data with negative clips: AP, F1, accuracy (SLAVC)."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    SIZE_NAMES,
    f1_at,
    f1_list,
    size_bins,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.detection import average_precision, max_f1
from mmavloc.evaluation.results.intervals import IntervalTree, Path

from .base import GUIDED, MAP, Report, Subset
from .success import add_success, area


class Detection(Report):
    """AP, F1 and accuracy of confident predictions, over all kinds of clips.

    stoneMo/SLAVC, utils.py, EvaluatorFull. With object maps, each score is
    also computed for object maps and for fused maps.
    """

    joins_negatives = True

    def values(
        self, p: Protocol, pipeline: MapPipeline, which: str
    ) -> dict[str, Tensor]:
        """See :meth:`Report.values`."""
        found = {'confidence': pipeline.confidence(p, which)}
        if which == MAP:
            counts = pipeline.truth.counts(p)
            found['n_boxes'] = torch.from_numpy(counts).double()
        return found

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        add_detection(tree, subset, (subset.name,), MAP)
        for name in subset.guided:
            path = (subset.name, name)
            add_detection(tree, subset, path, name)
            add_success(tree, subset, path, subset.seen('cIoU_tau', name))

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """See :meth:`Report.extra`."""
        found = {'confidence': subset.column('confidence')}
        for name in GUIDED:
            if name in subset.guided:
                key = f'confidence_{name}'
                found[key] = subset.column('confidence', name)
        found['n_boxes'] = subset.column('n_boxes')
        found['gt_sum'] = subset.column('truth_area')
        return found


def add_detection(
    tree: IntervalTree, subset: Subset, path: Path, name: str
) -> None:
    """Add AP, F1 and accuracy of one map under a path."""
    ciou = subset.column('cIoU_tau', name)
    confidence = subset.column('confidence', name)
    visible, rows = subset.visible, subset.rows
    n, right, seen = len(ciou), ciou >= 0.5, int(visible.sum())

    def ap(flags: np.ndarray, members: np.ndarray) -> Callable:
        return average_precision(visible, flags, confidence, members)

    everyone = np.ones(n, dtype=bool)
    tree.plain((*path, 'n'), n)
    tree.plain((*path, 'n_visible'), seen)
    tree.mean((*path, 'loc_acc'), ciou[visible] > 0.5, rows)
    for percent in (50, 75):
        key = (*path, f'precision_visible_{percent}')
        tree.mean(key, ciou[visible] >= percent / 100, rows)
    tree.mean((*path, 'auc_visible'), area(ciou[visible]), rows)
    tree.statistic((*path, 'ap'), ap(right, everyone), n)
    tree.statistic((*path, 'ap_visible'), ap(right, visible), seen)
    tree.statistic((*path, 'ap_75'), ap(ciou >= 0.75, everyone), n)
    best = max_f1(visible, right, confidence)
    tree.statistic((*path, 'max_f1'), best, n)
    for q, value in enumerate(f1_list(visible, right, confidence)[1]):
        tree.plain((*path, 'f1_list', q), float(value))
    tree.statistic(
        (*path, 'f1_at_conf_half'),
        lambda drawn: f1_at(
            visible[drawn], right[drawn], confidence[drawn], np.array([0.5])
        )[0],
        n,
    )
    bins = size_bins(subset.column('truth_area'))
    for size, size_name in enumerate(SIZE_NAMES):
        mine = visible & (bins == size)
        inside, count = (*path, 'size_bins', size_name), int(mine.sum())
        tree.plain((*inside, 'n'), count)
        tree.statistic((*inside, 'ap'), ap(right, mine), count)
        drawn = f'{subset.name} {size_name} visible'
        tree.mean((*inside, 'precision'), right[mine], drawn)


def add_extended(
    tree: IntervalTree,
    path: Path,
    ciou: np.ndarray,
    confidence: np.ndarray,
    visible: np.ndarray,
) -> None:
    """Add the scores of ACL-SSL for data with negatives: AP and max-F1."""
    n, right = len(ciou), ciou >= 0.5
    everyone = np.ones(n, dtype=bool)
    ap = average_precision(visible, right, confidence, everyone)
    best = max_f1(visible, right, confidence)
    tree.statistic((*path, 'extended_ap'), ap, n)
    tree.statistic(
        (*path, 'extended_max_f1_percent_rounded'),
        lambda drawn: round(100 * best(drawn), 1),
        n,
    )
