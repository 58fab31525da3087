"""Localizers: whole models, how the parts are wired and nothing else."""

from .floor import FloorLocalizer
from .mean_box import MeanBoxLocalizer
from .supervised import SupervisedLocalizer
from .two_step import TwoStepLocalizer

__all__ = [
    'FloorLocalizer',
    'MeanBoxLocalizer',
    'SupervisedLocalizer',
    'TwoStepLocalizer',
]
