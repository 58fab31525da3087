"""Models: whole localizers and the parts that configs assemble them from.

Letters in every shape: ``b`` clips, ``c`` channels, ``k`` embedding,
``h w`` map, ``f`` frequency bins, ``t`` frames or samples.
"""

from .backbones import (
    VGG11,
    AudioVGG,
    TIMMBackbone,
    TorchvisionBackbone,
    UNet,
)
from .classifiers import ImageClassifier
from .data_preprocessor import AVDataPreprocessor
from .heads import PotentialHead, SelectionHead, SoundHead
from .localizers import (
    FloorLocalizer,
    MeanBoxLocalizer,
    SupervisedLocalizer,
    TwoStepLocalizer,
)
from .losses import (
    DiceLoss,
    SimilarityLoss,
    dice_coefficient,
    similarity_loss,
)

__all__ = [
    'AVDataPreprocessor',
    'AudioVGG',
    'DiceLoss',
    'FloorLocalizer',
    'ImageClassifier',
    'MeanBoxLocalizer',
    'PotentialHead',
    'SelectionHead',
    'SimilarityLoss',
    'SoundHead',
    'SupervisedLocalizer',
    'TIMMBackbone',
    'TorchvisionBackbone',
    'TwoStepLocalizer',
    'UNet',
    'VGG11',
    'dice_coefficient',
    'similarity_loss',
]
