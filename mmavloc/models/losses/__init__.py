"""Losses: a pure function and its thin registered module."""

from .dice_loss import DiceLoss, dice_coefficient
from .similarity_loss import SimilarityLoss, draw_pairs, similarity_loss

__all__ = [
    'DiceLoss',
    'SimilarityLoss',
    'dice_coefficient',
    'draw_pairs',
    'similarity_loss',
]
