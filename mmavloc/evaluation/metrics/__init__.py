"""Metrics for MMEngine."""

from .consensus_iou import ConsensusIoU
from .potential_lift import PotentialLift
from .top_k_accuracy import TopKAccuracy

__all__ = ['ConsensusIoU', 'PotentialLift', 'TopKAccuracy']
