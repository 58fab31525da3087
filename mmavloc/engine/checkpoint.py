"""Safe loading of checkpoints: no file can run code.

MMEngine loads every checkpoint (test, resume, ``load_from``, ``init_cfg``)
through its ``CheckpointLoader``. Importing this module, which the registries
do before they build anything, changes three things:

* Files are read with ``weights_only=True``, and a refused file is an error of
  one sentence. Downloads are read in the same way, from where
  :mod:`mmavloc.engine.weights` keeps and checks them; PyTorch's helper would
  otherwise unpickle them without a check.
* MMEngine 0.10.7 stores its log buffers in a form that ``weights_only``
  refuses, so that it cannot resume its own checkpoints under torch >= 2.6.
  Here they are stored as plain tensors, and one function of this module is
  allowed to rebuild them. The only other allowed names are numpy's
  constructors of single numbers, which occur in MMEngine's logs and run no
  code.
* A checkpoint's ``meta['config']`` is removed, because MMEngine would execute
  it as Python text on resume.
"""

import copyreg
import os.path as osp
import pickle
import re

import numpy as np
import torch
from mmengine.logging import HistoryBuffer
from mmengine.runner import CheckpointLoader
from mmengine.runner import checkpoint as mmengine_checkpoint

from .weights import REMOTE, local_file

# numpy 2 moved the constructor of scalars; a file may be written by numpy 1
# or 2, so that both names are allowed.
_SCALAR = np.float64(0).__reduce__()[0]
_NUMBERS = [
    (_SCALAR, 'numpy.core.multiarray.scalar'),
    (_SCALAR, 'numpy._core.multiarray.scalar'),
    np.dtype,
    *{type(np.dtype(kind)) for kind in ('f8', 'f4', 'i8', 'i4', 'b1')},
]


def rebuild_history(
    log_history: torch.Tensor, count_history: torch.Tensor, max_length: int
) -> HistoryBuffer:
    """Make a log buffer from its two series (n) and its maximum length."""
    return HistoryBuffer(
        log_history.tolist(), count_history.tolist(), max_length
    )


# A checkpoint holds the name of the module that defined this function when it
# was written; it was mmavloc.utils.checkpoint before.
_HISTORY = [
    rebuild_history,
    (rebuild_history, 'mmavloc.utils.checkpoint.rebuild_history'),
]


def _reduce_history(buffer: HistoryBuffer) -> tuple:
    log_history, count_history = buffer.data
    return rebuild_history, (
        torch.as_tensor(log_history.copy()),
        torch.as_tensor(count_history.copy()),
        buffer.max_length,
    )


def load_plain(filename: str, map_location=None) -> dict:
    """Load a checkpoint of tensors and plain values.

    Args:
        filename: path or URL of a file that ``torch.save`` or safetensors
            wrote, see :func:`~mmavloc.engine.weights.local_file`.
        map_location: as in ``torch.load``.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file cannot be downloaded, has another SHA-256 than
            wanted, is not a checkpoint, is truncated, or its pickle calls
            something other than the constructors of tensors.
    """
    filename = osp.expanduser(local_file(filename))
    if not osp.isfile(filename):
        raise FileNotFoundError(
            f'{filename}: no such checkpoint; want a .pth file that training '
            'wrote, or that holds a state dict'
        )
    if filename.endswith('.safetensors'):
        return _load_safetensors(filename, map_location)
    try:
        with torch.serialization.safe_globals([*_HISTORY, *_NUMBERS]):
            checkpoint = torch.load(
                filename, map_location=map_location, weights_only=True
            )
    except pickle.UnpicklingError as error:
        foreign = re.search(
            r'(?:GLOBAL `?(?=\w)|(?:class|global:?|Trying to call reduce for '
            r'unrecognized function) `?(?=\w+\.))([\w.]*\w)',
            str(error),
        )
        if foreign:
            raise ValueError(
                f'{filename}: refused, because its pickle calls '
                f'{foreign[1]}, which could run code; want a checkpoint of '
                'tensors and plain values (save the state dict again with '
                'torch.save, in a program that trusts the file)'
            ) from None
        raise ValueError(_unreadable(filename, error)) from None
    except (RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise ValueError(_unreadable(filename, error)) from None
    if isinstance(checkpoint, dict) and isinstance(
        checkpoint.get('meta'), dict
    ):
        checkpoint['meta'].pop('config', None)
    return checkpoint


def _load_safetensors(filename: str, map_location) -> dict:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        weights = load_file(filename, device=str(map_location or 'cpu'))
    except SafetensorError as error:
        raise ValueError(_unreadable(filename, error)) from None
    return {'state_dict': weights}


def _unreadable(filename: str, error: Exception) -> str:
    cause = str(error).strip().splitlines()
    return (
        f'{filename}: {osp.getsize(filename)} bytes that cannot be read as a '
        f'checkpoint ({cause[0][:120] if cause else type(error).__name__}); '
        'the file may be truncated or of another kind: copy it again'
    )


def install() -> None:
    """Change how MMEngine reads and writes checkpoints, see the module."""
    copyreg.pickle(HistoryBuffer, _reduce_history)
    CheckpointLoader.register_scheme(
        ['', *REMOTE], loader=load_plain, force=True
    )
    mmengine_checkpoint.load_url = _load_url


def _load_url(url: str, *, map_location=None, **_) -> dict:
    """Replace PyTorch's downloads, such as of torchvision's."""
    return load_plain(url, map_location)


install()
