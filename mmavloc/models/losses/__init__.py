"""Losses: each is a pure function and a registered module that calls it."""

from .alignment import AlignmentLoss, alignment, symmetric_infonce
from .audio_grounding import AudioGroundingLoss
from .class_alignment import (
    ClassAlignmentLoss,
    class_alignment,
    correspondence,
)
from .contrastive_loss import ContrastiveLoss, contrastive_loss
from .dice_loss import DiceLoss, dice_coefficient
from .equivariance import Move, equivariance
from .false_negative import FalseNegativeLoss, false_negative
from .localized_momentum import LocalizedMomentumLoss, localized_momentum
from .margin_contrastive import MarginContrastiveLoss, margin_contrastive
from .max_pool_infonce import MaxPoolInfoNCE, max_pool_infonce
from .ratio_triplet import RatioTripletLoss, box_attention, ratio_triplet
from .semantic_contrast import SemanticContrastLoss, semantic_contrast
from .similarity_loss import SimilarityLoss, draw_batch_pairs, similarity_loss
from .simsiam import SimSiamLoss, simsiam
from .trimap_infonce import TriMapInfoNCE, trimap_infonce, trimap_logits

__all__ = [
    'AlignmentLoss',
    'AudioGroundingLoss',
    'ClassAlignmentLoss',
    'ContrastiveLoss',
    'DiceLoss',
    'FalseNegativeLoss',
    'LocalizedMomentumLoss',
    'MarginContrastiveLoss',
    'MaxPoolInfoNCE',
    'Move',
    'RatioTripletLoss',
    'SemanticContrastLoss',
    'SimSiamLoss',
    'SimilarityLoss',
    'TriMapInfoNCE',
    'alignment',
    'box_attention',
    'class_alignment',
    'contrastive_loss',
    'correspondence',
    'dice_coefficient',
    'draw_batch_pairs',
    'equivariance',
    'false_negative',
    'localized_momentum',
    'margin_contrastive',
    'max_pool_infonce',
    'ratio_triplet',
    'semantic_contrast',
    'similarity_loss',
    'simsiam',
    'symmetric_infonce',
    'trimap_infonce',
    'trimap_logits',
]
