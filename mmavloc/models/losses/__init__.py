"""Losses: a pure function and its thin registered module."""

from .contrastive_loss import ContrastiveLoss, contrastive_loss
from .dice_loss import DiceLoss, dice_coefficient
from .similarity_loss import SimilarityLoss, draw_pairs, similarity_loss

__all__ = [
    'ContrastiveLoss',
    'DiceLoss',
    'SimilarityLoss',
    'contrastive_loss',
    'dice_coefficient',
    'draw_pairs',
    'similarity_loss',
]
