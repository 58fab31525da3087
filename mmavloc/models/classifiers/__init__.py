"""Image classifiers, for pretraining and for saliency maps.

Each has ``logits(image)``, (b 3 H W) -> (b n), which
:class:`mmavloc.models.SaliencyLocalizer` uses.
"""

from .image_classifier import ImageClassifier
from .torchvision_classifier import TorchvisionClassifier

__all__ = ['ImageClassifier', 'TorchvisionClassifier']
