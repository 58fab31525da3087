"""Hooks: guards and reports around training and testing."""

from .enough_clips import EnoughClipsHook
from .finite_loss import FiniteLossHook
from .late_scalars import LateScalarsHook
from .matching_checkpoint import MatchingCheckpointHook
from .selection import SelectionHook
from .skipped_clips import SkippedClipsHook
from .validation import ValidationHook
from .visualization import AVVisualizationHook

__all__ = [
    'AVVisualizationHook',
    'EnoughClipsHook',
    'FiniteLossHook',
    'LateScalarsHook',
    'MatchingCheckpointHook',
    'SelectionHook',
    'SkippedClipsHook',
    'ValidationHook',
]
