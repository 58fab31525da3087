"""A row of scores per threshold (swimmiing/ACL-SSL)."""

import numpy as np

from mmavloc.evaluation.results.intervals import IntervalTree

from .base import Report, Subset
from .detection import add_extended
from .success import area


class ThresholdTable(Report):
    """Scores at each level, and the best, selected on the same clips."""

    joins_negatives = True

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        tree.plain((subset.name, 'n'), int(subset.visible.sum()))
        table, visible = subset.column('curve'), subset.visible
        reached = table[visible] >= 0.5
        areas = np.stack([area(c) for c in table[visible].T.copy()], axis=1)
        given = [t.confidence for t in subset.truths]
        for q, level in enumerate(subset.protocol.curve):
            path = (subset.name, 'thresholds', q)
            tree.plain((*path, 'threshold'), level)
            tree.mean((*path, 'ciou_at_05'), reached[:, q], subset.rows)
            tree.mean((*path, 'auc'), areas[:, q], subset.rows)
            tree.mean((*path, 'mean_ciou'), table[visible, q], subset.rows)
            if None not in given and not visible.all():
                confidence = np.array(given)
                add_extended(tree, path, table[:, q], confidence, visible)
        best = {'best_auc': areas, 'best_ciou_at_05': reached}
        for name, column in best.items():
            tree.statistic(
                (subset.name, name),
                lambda drawn, column=column: column[drawn].mean(axis=0).max(),
                len(column),
            )

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """See :meth:`Report.extra`."""
        return {'table': subset.column('curve')}
