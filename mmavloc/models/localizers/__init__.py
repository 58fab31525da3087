"""Localizers: whole models, how the parts are wired and nothing else."""

from .grad_cam import grad_cam, top_class_maps
from .saliency import SaliencyLocalizer
from .two_step import TwoStepLocalizer

__all__ = [
    'SaliencyLocalizer',
    'TwoStepLocalizer',
    'grad_cam',
    'top_class_maps',
]
