"""Localizers: whole models, how the parts are wired and nothing else."""

from .two_step import TwoStepLocalizer

__all__ = ['TwoStepLocalizer']
