"""Backbones: from images or spectrograms to one feature map."""

from .audio_vgg import AudioVGG
from .resnet18 import ResNet18
from .timm_backbone import TIMMBackbone
from .torchvision_backbone import TorchvisionBackbone
from .unet import UNet
from .vgg import VGG11

__all__ = [
    'AudioVGG',
    'ResNet18',
    'TIMMBackbone',
    'TorchvisionBackbone',
    'UNet',
    'VGG11',
]
