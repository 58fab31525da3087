"""Classifiers: what the pretrained image network was pretrained with.

Each has ``logits(image)``, (b 3 H W) -> (b n), which
:class:`mmavloc.models.SaliencyLocalizer` reads.
"""

from .image_classifier import ImageClassifier
from .torchvision_classifier import TorchvisionClassifier

__all__ = ['ImageClassifier', 'TorchvisionClassifier']
