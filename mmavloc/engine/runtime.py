"""What a process needs before MMEngine's Runner starts."""

import logging
import os
import sys

import torch
from mmengine.config import Config
from mmengine.hooks import Hook

from mmavloc.registry import HOOKS

# Hooks without which a training or a test could go wrong in silence.
GUARDS = (
    'NonEmptyLoaderHook',
    'FiniteLossHook',
    'MatchingCheckpointHook',
    'SkippedClipsHook',
)


def guard(cfg: Config) -> None:
    """Add the guards that a config's ``custom_hooks`` lack, in place.

    A config that derives from another and has hooks of its own replaces the
    list; settings of a guard that it names are kept.
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
    """Set the launcher, and let several processes work without a GPU.

    MMEngine's PyTorch launcher asks for CUDA. Where there is none, the
    process group is opened here, with gloo, and the model is wrapped without
    device ids.

    Args:
        cfg: changed in place.
        launcher: ``none``, ``pytorch``, ``slurm`` or ``mpi``.

    Raises:
        ValueError: ``pytorch`` outside ``torchrun``.
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
            **(cfg.get('model_wrapper_cfg') or {}),  # a config's own
        }


def close_group() -> None:
    """Leave the process group together, if there is one; a tool's last act.

    Gloo's threads may abort a process while it is taken down, so that a run
    which did all its work is reported as failed (seen in one run of ten on a
    busy machine, with torch 2.11). Such a process ends here, at once, after
    all have arrived and everything is written.
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
