"""What a process needs before MMEngine's Runner starts."""

import os

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
        cfg.model_wrapper_cfg = dict(
            type='MMDistributedDataParallel', device_ids=None
        )


def close_group() -> None:
    """Leave the process group together, if there is one.

    A process that ends while another still speaks to it may abort: the run
    would have done its work and be reported as failed.
    """
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.barrier()
        torch.distributed.destroy_process_group()
