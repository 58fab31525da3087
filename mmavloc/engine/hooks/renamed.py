"""Former names of hooks, for old configs."""

import logging

from mmengine.hooks import Hook
from mmengine.logging import print_log

from mmavloc.registry import HOOKS

from .deferred_loss_logging import DeferredLossLoggingHook
from .non_empty_loader import NonEmptyLoaderHook
from .restore_rng import RestoreRngHook
from .selection_stamp import TestSelectionStampHook


def _register(old: str, new: type[Hook]) -> None:
    """Register a subclass under the former name; it warns when built."""

    def __init__(self, *args, **kwargs):
        print_log(
            f'hook {old} was renamed to {new.__name__}; use the new name in '
            'configs',
            logger='current',
            level=logging.WARNING,
        )
        new.__init__(self, *args, **kwargs)

    HOOKS.register_module(name=old)(type(old, (new,), {'__init__': __init__}))


_register('LateScalarsHook', DeferredLossLoggingHook)
_register('EnoughClipsHook', NonEmptyLoaderHook)
_register('ValidationHook', RestoreRngHook)
_register('SelectionHook', TestSelectionStampHook)
