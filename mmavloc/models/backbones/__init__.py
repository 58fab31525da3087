"""Backbones: media in, one feature map out."""

from .audio_vgg import AudioVGG
from .timm_backbone import TIMMBackbone
from .torchvision_backbone import TorchvisionBackbone
from .unet import UNet
from .vgg import VGG11

__all__ = ['AudioVGG', 'TIMMBackbone', 'TorchvisionBackbone', 'UNet', 'VGG11']
