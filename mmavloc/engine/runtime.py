"""Preparation of a config and a process for MMEngine's Runner."""

import logging
import os
import sys

import torch
from mmengine.config import Config
from mmengine.hooks import Hook

from mmavloc.registry import HOOKS

# Hooks that detect errors which a training or test would otherwise not show.
GUARDS = (
    'NonEmptyLoaderHook',
    'FiniteLossHook',
    'MatchingCheckpointHook',
    'SkippedClipsHook',
)


def guard(cfg: Config) -> None:
    """Add the missing guards to a config's ``custom_hooks``, in place.

    A derived config with its own ``custom_hooks`` replaces the list of its
    base, and would lose them. Guards in the list keep their settings.
    """
    hooks = list(cfg.get('custom_hooks') or [])
    there = [_hook_class(hook) for hook in hooks]
    for name in GUARDS:
        wanted = HOOKS.get(name)
        if not any(found and issubclass(found, wanted) for found in there):
            hooks.append(dict(type=name))
    cfg.custom_hooks = hooks


def _hook_class(hook: dict | Hook) -> type | None:
    if isinstance(hook, Hook):
        return type(hook)
    kind = hook.get('type')
    return HOOKS.get(kind) if isinstance(kind, str) else kind


def set_launcher(cfg: Config, launcher: str) -> None:
    """Set the launcher; allow distributed runs without a GPU.

    MMEngine's PyTorch launcher requires CUDA. Without CUDA, the process group
    is initialised here with gloo, and the model is wrapped without device
    ids.

    Args:
        cfg: changed in place.
        launcher: ``none``, ``pytorch``, ``slurm`` or ``mpi``.

    Raises:
        ValueError: the launcher is ``pytorch`` and ``torchrun`` was not used.
    """
    cfg.launcher = launcher
    if launcher != 'pytorch':
        return
    if 'LOCAL_RANK' not in os.environ:
        raise ValueError(
            '--launcher pytorch: LOCAL_RANK is not set; start with '
            'tools/dist_train.sh or tools/dist_test.sh, or with torchrun'
        )
    if not torch.cuda.is_available():
        torch.distributed.init_process_group('gloo')
        cfg.model_wrapper_cfg = {
            'type': 'MMDistributedDataParallel',
            'device_ids': None,
            **(cfg.get('model_wrapper_cfg') or {}),  # settings of the config
        }


def close_group() -> None:
    """Destroy the process group, if there is one, at the end of a tool.

    Gloo's threads may abort a process at exit, so that a completed run is
    reported as failed (one run of ten on a busy machine, with torch 2.11).
    With gloo, therefore, the process exits here immediately, after a barrier
    and after all output is flushed.
    """
    group = torch.distributed
    if not (group.is_available() and group.is_initialized()):
        return
    group.barrier()
    if group.get_backend() == 'gloo':
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    group.destroy_process_group()
