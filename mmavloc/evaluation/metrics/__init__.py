"""MMEngine metrics: thin shells over the arithmetic."""

from .consensus_iou import ConsensusIoU
from .top_k_accuracy import TopKAccuracy

__all__ = ['ConsensusIoU', 'TopKAccuracy']
