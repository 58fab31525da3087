"""Segmentation scores (OpenNLPLab/AVSBench)."""

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import best_of_mean, f_measure
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol, Threshold
from mmavloc.evaluation.results.intervals import IntervalTree

from .base import MAP, Report, Subset

# The script averages over batches of this size, in order of id.
BATCH = 5
# The thresholds of the script; in float32 the last one is 1.
F_LEVELS = tuple(torch.linspace(0, 1 - 1e-10, 255).tolist())
ACL_LEVELS = tuple(0.05 * i for i in range(1, 20))


class Masks(Report):
    """Mean IoU and F-measure, over clips and over batches of clips."""

    pools_kinds = True

    def values(
        self, p: Protocol, pipeline: MapPipeline, which: str
    ) -> dict[str, Tensor]:
        """See :meth:`Report.values`."""
        above = Threshold(rule='level', strict=False)
        c = pipeline.counts(p, above, which, F_LEVELS)
        return {
            'acl_levels': pipeline.score(p, p.threshold, which, ACL_LEVELS)[0],
            'f': f_measure(c.overlap, c.false_positives, c.votes.total),
        }

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        name, iou, f = subset.name, subset.column('cIoU_tau'), self._f(subset)
        n, seen = len(iou), subset.column('truth_area') > 0
        batches = [np.arange(n)[i : i + BATCH] for i in range(0, n, BATCH)]

        def best(rows: np.ndarray) -> float:
            rows = rows[seen[rows]]
            if not len(rows):
                return 0.0
            return best_of_mean(torch.from_numpy(f[rows]))

        means = [iou[batch].mean() for batch in batches]
        tree.mean((name, 'miou'), means, f'{name} batches')
        tree.mean((name, 'miou_single_batch'), iou, name)
        column = [best(batch) for batch in batches]
        tree.mean((name, f'f_batches_of_{BATCH}'), column, f'{name} batches')
        for key in ('f_single_batch', 'f_dataset'):
            tree.statistic((name, key), best, n)
        for q, values in enumerate(subset.column('acl_levels').T):
            path = (name, 'acl_thresholds', q)
            tree.plain((*path, 'threshold'), 0.05 * (q + 1))
            tree.mean((*path, 'miou'), values, name)

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """See :meth:`Report.extra`; clips without truth have no value."""
        seen = subset.column('truth_area') > 0
        return {'f_best': np.where(seen, self._f(subset).max(1), np.nan)}

    @staticmethod
    def _f(subset: Subset) -> np.ndarray:
        return subset.column('f', MAP)
