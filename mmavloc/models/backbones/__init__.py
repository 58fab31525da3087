"""Backbones: from images or spectrograms to one feature map."""

from .audio_vgg import AudioVGG
from .resnet18 import ResNet18
from .soundnet import SoundNet8
from .timm_backbone import TIMMBackbone
from .torchvision_backbone import TorchvisionBackbone
from .transformers_audio import TransformersAudio
from .unet import UNet
from .vgg import (
    VGG11,
    VGG16,
)
from .vggish import VGGish

__all__ = [
    'AudioVGG',
    'ResNet18',
    'SoundNet8',
    'TIMMBackbone',
    'TorchvisionBackbone',
    'TransformersAudio',
    'UNet',
    'VGG11',
    'VGG16',
    'VGGish',
]
