"""Share of successful clips: of maps, guided maps, and more thresholds."""

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import area_under, success_area
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.intervals import IntervalTree, Path

from .base import GUIDED, MAP, STEPS, Report, Subset

# Names in summaries that differ from the name of the threshold.
SUMMARY_NAMES = {'cal_metric': 'cal_metric_script'}


def area(ciou: np.ndarray) -> np.ndarray:
    """Return the area under the success (n) of each clip."""
    return success_area(torch.from_numpy(ciou)).numpy()


def add_success(
    tree: IntervalTree, subset: Subset, path: Path, ciou: np.ndarray
) -> None:
    """Add the share of successful clips, its area, and the mean score.

    Args:
        tree: tree to add the scores to.
        subset: the clips.
        path: keys of the scores.
        ciou: scores of the visible clips.
    """
    tree.mean((*path, 'ciou_at_05'), ciou >= 0.5, subset.rows)
    tree.mean((*path, 'auc'), area(ciou), subset.rows)
    tree.mean((*path, 'mean_ciou'), ciou, subset.rows)


class Success(Report):
    """Success at the main threshold, with its curve over levels."""

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        ciou, path = subset.seen('cIoU_tau'), (subset.name,)
        add_success(tree, subset, path, ciou)
        curve = ciou[:, None] >= STEPS
        tree.mean((*path, 'curve'), curve, subset.rows)


class Guided(Report):
    """Success of object maps, and of maps fused with object maps."""

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        for name in subset.guided:
            path = (subset.name, name)
            tree.plain((*path, 'n'), int(subset.visible.sum()))
            add_success(tree, subset, path, subset.seen('cIoU_tau', name))


class ExtraThresholds(Report):
    """Success at the protocol's extra thresholds."""

    def values(
        self, p: Protocol, pipeline: MapPipeline, which: str
    ) -> dict[str, Tensor]:
        """See :meth:`Report.values`."""
        if which == GUIDED['object_only']:
            return {}
        return {
            name: pipeline.score(p, threshold, which)[0][:, 0]
            for name, threshold in p.extra_thresholds
        }

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        for name, threshold in subset.protocol.extra_thresholds:
            path = (subset.name, SUMMARY_NAMES.get(name, name))
            if threshold.rule == 'level':
                tree.plain((*path, 'threshold'), threshold.value)
            add_success(tree, subset, path, subset.seen(name))


class Readings(Report):
    """Both readings of the paper: mean over thresholds, share of clips."""

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        ciou, curve = subset.seen('cIoU_tau'), subset.seen('curve')
        a, b = (subset.name, 'reading_A'), (subset.name, 'reading_B')
        under = area_under(torch.from_numpy(curve)).numpy()
        tree.mean((*a, 'mean_ciou'), ciou, subset.rows)
        tree.mean((*a, 'auc_tau'), under, subset.rows)
        tree.mean((*a, 'mean_curve'), curve, subset.rows)
        tree.mean((*b, 'success_at_05'), ciou >= 0.5, subset.rows)
        tree.mean((*b, 'auc_success'), area(ciou), subset.rows)

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """See :meth:`Report.extra`."""
        return {'curve': subset.column('curve', MAP)}
