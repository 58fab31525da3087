"""Losses: a pure function and its thin registered module."""

from .contrastive_loss import ContrastiveLoss, contrastive_loss
from .similarity_loss import SimilarityLoss, draw_pairs, similarity_loss

__all__ = [
    'ContrastiveLoss',
    'SimilarityLoss',
    'contrastive_loss',
    'draw_pairs',
    'similarity_loss',
]
