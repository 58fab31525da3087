"""Scores of images in which different objects sound (SSLalignment)."""

from mmavloc.evaluation.functional import group_scores
from mmavloc.evaluation.results.intervals import IntervalTree

from .base import MAP, Subset
from .success import ExtraThresholds, area


class Groups(ExtraThresholds):
    """IIoU, IAUC, and scores at the threshold ``adaptive``.

    kaistmm/SSLalignment; the adaptive threshold predicts as many pixels as
    the truth has.
    """

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """See :meth:`Report.add`."""
        names = [
            clip.group or clip.sample_id
            for clip, seen in zip(
                subset.table.clips, subset.visible, strict=True
            )
            if seen
        ]
        tree.plain((subset.name, 'n_groups'), len(set(names)))
        rows = f'{subset.name} groups'
        for metric, suffix in (('cIoU_tau', ''), ('adaptive', '_adap')):
            found = group_scores(subset.seen(metric), names)
            for name, values in found.items():
                path = (subset.name, f'{name.lower()}{suffix}')
                tree.mean(path, values, rows)
        for name, path in ((MAP, ()), ('fused', ('fused',))):
            if name in subset.table.maps:
                ciou, path = (
                    subset.seen('adaptive', name),
                    (subset.name, *path),
                )
                reached = ciou >= 0.5
                tree.mean((*path, 'ciou_adap_at_05'), reached, subset.rows)
                tree.mean((*path, 'auc_adap'), area(ciou), subset.rows)
