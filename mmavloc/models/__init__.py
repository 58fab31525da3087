"""Models: whole localizers and the parts that configs assemble them from.

Letters in every shape: ``b`` clips, ``c`` channels, ``k`` embedding,
``h w`` map, ``f`` frequency bins, ``t`` frames or samples.
"""

from .backbones import VGG11, AudioVGG, TIMMBackbone, TorchvisionBackbone
from .classifiers import ImageClassifier, TorchvisionClassifier
from .data_preprocessor import AVDataPreprocessor
from .heads import PotentialHead, SelectionHead, SoundHead
from .localizers import (
    SaliencyLocalizer,
    TwoStepLocalizer,
    grad_cam,
    top_class_maps,
)
from .losses import ContrastiveLoss, SimilarityLoss, similarity_loss

__all__ = [
    'AVDataPreprocessor',
    'AudioVGG',
    'ContrastiveLoss',
    'ImageClassifier',
    'PotentialHead',
    'SaliencyLocalizer',
    'SelectionHead',
    'SimilarityLoss',
    'SoundHead',
    'TIMMBackbone',
    'TorchvisionBackbone',
    'TorchvisionClassifier',
    'TwoStepLocalizer',
    'VGG11',
    'grad_cam',
    'similarity_loss',
    'top_class_maps',
]
