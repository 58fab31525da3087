"""Hooks: guards and reports around training and testing."""

from .finite_loss import FiniteLossHook
from .matching_checkpoint import MatchingCheckpointHook

__all__ = ['FiniteLossHook', 'MatchingCheckpointHook']
