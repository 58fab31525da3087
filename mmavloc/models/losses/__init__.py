"""Losses: each is a pure function and a registered module that calls it."""

from .alignment import AlignmentLoss, alignment, symmetric_infonce
from .contrastive_loss import ContrastiveLoss, contrastive_loss
from .dice_loss import DiceLoss, dice_coefficient
from .equivariance import Move, equivariance
from .false_negative import FalseNegativeLoss, false_negative
from .localized_momentum import LocalizedMomentumLoss, localized_momentum
from .max_pool_infonce import MaxPoolInfoNCE, max_pool_infonce
from .similarity_loss import SimilarityLoss, draw_batch_pairs, similarity_loss
from .trimap_infonce import TriMapInfoNCE, trimap_infonce, trimap_logits

__all__ = [
    'AlignmentLoss',
    'ContrastiveLoss',
    'DiceLoss',
    'FalseNegativeLoss',
    'LocalizedMomentumLoss',
    'MaxPoolInfoNCE',
    'Move',
    'SimilarityLoss',
    'TriMapInfoNCE',
    'alignment',
    'contrastive_loss',
    'dice_coefficient',
    'draw_batch_pairs',
    'equivariance',
    'false_negative',
    'localized_momentum',
    'max_pool_infonce',
    'similarity_loss',
    'symmetric_infonce',
    'trimap_infonce',
    'trimap_logits',
]
