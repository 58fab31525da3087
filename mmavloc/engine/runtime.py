"""What a process needs before MMEngine's Runner starts."""

import logging
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope


def register_all_modules() -> None:
    """Import every registered class and make mmavloc the default scope.

    For notebooks and scripts; the Runner does this by itself.
    """
    import mmavloc.datasets
    import mmavloc.engine.hooks
    import mmavloc.evaluation.metrics
    import mmavloc.models
    import mmavloc.visualization  # noqa: F401

    init_default_scope('mmavloc')


def set_data_root(cfg: Config, data_root: str) -> None:
    """Let every data set that lies under the config's ``data_root`` move.

    Where that is a folder of several roots (``data``, of ``data/vggsound``
    and ``data/vggss``), each moves with it and keeps its name.

    Args:
        cfg: changed in place.
        data_root: where the data are instead.

    Raises:
        ValueError: the config names no ``data_root``.
    """
    old = cfg.get('data_root')
    if old is None:
        raise ValueError(
            '--data-root: this config names no data_root; set the roots of '
            'its data sets with --cfg-options'
        )

    def move(node) -> None:
        if isinstance(node, dict):
            if (root := node.get('data_root')) is not None:
                root = PurePath(root)
                if root.is_relative_to(old):
                    moved = PurePath(data_root, root.relative_to(old))
                    node['data_root'] = str(moved)
            for value in node.values():
                move(value)
        elif isinstance(node, list | tuple):
            for value in node:
                move(value)

    move(cfg._cfg_dict)


@contextmanager
def told_plainly(
    config: str,
    errors: tuple[type[Exception], ...] = (FileNotFoundError, ValueError),
) -> Iterator[None]:
    """End a tool with one sentence where what it was given will not do.

    Args:
        config: what the sentence begins with.
        errors: that are no fault of the code.

    Raises:
        SystemExit: in the place of such an error.
    """
    try:
        yield
    except errors as error:
        raise SystemExit(f'{config}: {error}') from None


def device_here(name: str) -> str:
    """Return the name of a device that this machine has; for argparse.

    Raises:
        ArgumentTypeError: it has none of that name.
    """
    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError) as error:
        # PyTorch says more, and of its code; the first sentence is the cause
        cause = str(error).splitlines()[0].partition('. ')[0].rstrip('.')
        raise ArgumentTypeError(
            f'{name!r} is not to be had here ({cause}); cpu always is'
        ) from None
    return name


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
