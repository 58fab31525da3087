"""Localizers: whole models, one file a method."""

from .base import Localizer
from .floor import FloorLocalizer
from .grad_cam import grad_cam, top_class_maps
from .mean_box import MeanBoxLocalizer
from .saliency import SaliencyLocalizer
from .supervised import SupervisedLocalizer
from .two_step import TwoStepLocalizer

__all__ = [
    'FloorLocalizer',
    'Localizer',
    'MeanBoxLocalizer',
    'SaliencyLocalizer',
    'SupervisedLocalizer',
    'TwoStepLocalizer',
    'grad_cam',
    'top_class_maps',
]
