"""Eq. 8 and 9 on drawn consensus maps, of the functions that score maps."""

from mmavloc.evaluation.functional import consensus_iou, count_above


def iou_at(maps, consensus, taus):
    """Consensus IoU (b q) of maps (b h w) strictly above ascending taus."""
    values, truth = maps.double().flatten(1), consensus.double().flatten(1)
    thresholds = taus.double().expand(len(values), -1)
    counted = count_above(values, thresholds, truth, (truth == 0).double())
    return consensus_iou(*counted, truth.sum(1))
