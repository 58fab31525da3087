"""Localizers: whole models, one file a method."""

from .base import Localizer
from .cosine import CosineLocalizer
from .floor import FloorLocalizer
from .grad_cam import grad_cam, top_class_maps
from .mean_box import MeanBoxLocalizer
from .saliency import SaliencyLocalizer
from .slavc import SLAVCLocalizer
from .ssl_tie import SSLTIELocalizer
from .sslalign import SSLalignLocalizer
from .supervised import SupervisedLocalizer
from .two_step import TwoStepLocalizer

__all__ = [
    'CosineLocalizer',
    'FloorLocalizer',
    'Localizer',
    'MeanBoxLocalizer',
    'SLAVCLocalizer',
    'SSLTIELocalizer',
    'SSLalignLocalizer',
    'SaliencyLocalizer',
    'SupervisedLocalizer',
    'TwoStepLocalizer',
    'grad_cam',
    'top_class_maps',
]
