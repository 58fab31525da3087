"""Hooks: checks and reports during training and testing."""

from . import renamed
from .data_version import DataVersionHook
from .deferred_loss_logging import DeferredLossLoggingHook
from .finite_loss import FiniteLossHook
from .matching_checkpoint import MatchingCheckpointHook
from .non_empty_loader import NonEmptyLoaderHook
from .restore_rng import RestoreRngHook
from .selection_stamp import TestSelectionStampHook
from .skipped_clips import SkippedClipsHook
from .visualization import AVVisualizationHook

__all__ = [
    'AVVisualizationHook',
    'DataVersionHook',
    'DeferredLossLoggingHook',
    'FiniteLossHook',
    'MatchingCheckpointHook',
    'NonEmptyLoaderHook',
    'RestoreRngHook',
    'SkippedClipsHook',
    'TestSelectionStampHook',
    'renamed',
]
