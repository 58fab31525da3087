"""Models: localizers and the parts from which configs assemble them.

Letters in every shape: ``b`` clips, ``c`` channels, ``k`` embedding,
``h w`` map, ``f`` frequency bins, ``t`` frames or samples.
"""

from .backbones import (
    VGG11,
    AudioVGG,
    ResNet18,
    TIMMBackbone,
    TorchvisionBackbone,
    UNet,
)
from .classifiers import ImageClassifier, TorchvisionClassifier
from .converters import RELEASED, convert_released
from .data_preprocessor import AVDataPreprocessor
from .frontends import (
    AmplitudePhase,
    Frontend,
    KaldiFbank,
    LogMel,
    LogSpectrogram,
)
from .heads import (
    CosineMapHead,
    ObjectGuidance,
    PotentialHead,
    SelectionHead,
    SoundHead,
)
from .localizers import (
    CosineLocalizer,
    FloorLocalizer,
    Localizer,
    MeanBoxLocalizer,
    SaliencyLocalizer,
    SLAVCLocalizer,
    SSLalignLocalizer,
    SSLTIELocalizer,
    SupervisedLocalizer,
    TwoStepLocalizer,
    grad_cam,
    top_class_maps,
)
from .losses import (
    AlignmentLoss,
    ContrastiveLoss,
    DiceLoss,
    FalseNegativeLoss,
    LocalizedMomentumLoss,
    MaxPoolInfoNCE,
    SimilarityLoss,
    TriMapInfoNCE,
    contrastive_loss,
    dice_coefficient,
    similarity_loss,
)

__all__ = [
    'AVDataPreprocessor',
    'AlignmentLoss',
    'AmplitudePhase',
    'Frontend',
    'KaldiFbank',
    'LogMel',
    'LogSpectrogram',
    'AudioVGG',
    'ContrastiveLoss',
    'CosineLocalizer',
    'CosineMapHead',
    'DiceLoss',
    'FalseNegativeLoss',
    'FloorLocalizer',
    'ImageClassifier',
    'LocalizedMomentumLoss',
    'Localizer',
    'MaxPoolInfoNCE',
    'MeanBoxLocalizer',
    'ObjectGuidance',
    'PotentialHead',
    'RELEASED',
    'ResNet18',
    'SLAVCLocalizer',
    'SSLTIELocalizer',
    'SSLalignLocalizer',
    'SaliencyLocalizer',
    'SelectionHead',
    'SimilarityLoss',
    'SoundHead',
    'SupervisedLocalizer',
    'TIMMBackbone',
    'TorchvisionBackbone',
    'TorchvisionClassifier',
    'TriMapInfoNCE',
    'TwoStepLocalizer',
    'UNet',
    'VGG11',
    'contrastive_loss',
    'convert_released',
    'dice_coefficient',
    'grad_cam',
    'similarity_loss',
    'top_class_maps',
]
