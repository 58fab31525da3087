"""From a loader's worker to the training process, through memory kept ready.

PyTorch hands each batch over in shared memory that it makes anew; where fresh
pages are dear, as on virtual machines, that costs more than decoding the
clips. Here a worker keeps a few blocks, stacks a batch into a free one and
sends a note of where it lies. The training process maps each block once and
looks at the batch where it is; when nothing looks at it any more the block is
free again, so that none is written while somebody reads it. The blocks have
no names and end with the processes that map them, however those end.
"""

import mmap
import os
import secrets
import weakref
from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor
from torch.utils.data import get_worker_info

START = 64  # of the data in a block; its first byte is the block's state
FREE, IN_USE, GIVEN_UP = 0, 1, 2  # the last: its worker will not fill it again


def stack(tensors: Sequence[Tensor]) -> 'Tensor | Note':
    """Stack tensors of one shape and type.

    The order in memory is kept: pictures (3 H W) that lie there as (H W 3)
    become (b 3 H W) that lies there as (b H W 3), which networks call
    ``channels_last``.

    Returns:
        In a worker of a loader a :class:`Note`, which is a tensor by the time
        that the training process has it; else, and where the system has no
        such memory, a tensor.
    """
    turned = tensors[0].ndim == 3 and not tensors[0].is_contiguous()
    if turned:
        tensors = [tensor.permute(1, 2, 0) for tensor in tensors]
    shape, dtype = (len(tensors), *tensors[0].shape), tensors[0].dtype
    size = len(tensors) * tensors[0].nbytes
    if get_worker_info() and size and _opens_blocks():
        block = _free_block(size)
        torch.stack(tensors, out=block.tensor(dtype, shape))
        return Note(block, dtype, shape, turned)
    return _turn(torch.stack(tensors), turned)


@cache
def _opens_blocks() -> bool:
    """Say whether processes may open each other's memory on this system.

    Asked by a worker: may it look at its parent's, the parent may look at
    the worker's.
    """
    if not hasattr(os, 'memfd_create'):
        return False
    try:
        os.listdir(f'/proc/{os.getppid()}/fd')
    except OSError:
        return False
    return True


class Note:
    """Where a batch lies; sent to another process it arrives as a tensor."""

    def __init__(
        self,
        block: '_Block',
        dtype: torch.dtype,
        shape: tuple[int, ...],
        turned: bool,
    ):
        place = os.getpid(), block.file, block.name
        self._args = (*place, dtype, shape, turned)

    def __reduce__(self):
        return _take, self._args


class _Block:
    """A piece of memory that other processes can open."""

    def __init__(self, size: int):
        self.name = secrets.token_bytes(8)
        self.file = os.memfd_create('mmavloc-batch')
        os.ftruncate(self.file, START + size)
        self.size = size
        self.memory = mmap.mmap(self.file, START + size)

    def tensor(self, dtype: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """Look at the data, from now on in use."""
        self.memory[0] = IN_USE
        count = torch.Size(shape).numel()
        flat = torch.frombuffer(
            self.memory, dtype=dtype, count=count, offset=START
        )
        return flat.view(shape)

    def close(self) -> None:
        self.memory[0] = GIVEN_UP
        self.memory.close()
        os.close(self.file)


_blocks: list[_Block] = []  # of this worker


def _free_block(size: int) -> _Block:
    """Return a block that is free and large enough, a new one if need be."""
    free = [block for block in _blocks if block.memory[0] == FREE]
    for block in free:
        if block.size >= size:
            return block
    for block in free:  # too small, as those to come may be: pictures grow
        _blocks.remove(block)
        block.close()
    _blocks.append(_Block(size))
    return _blocks[-1]


_maps: dict[bytes, tuple[int, mmap.mmap]] = {}  # of workers' blocks, by name


def _take(
    pid: int,
    number: int,
    name: bytes,
    dtype: torch.dtype,
    shape: tuple[int, ...],
    turned: bool,
) -> Tensor:
    """Look at a batch in a worker's block, and free the block afterwards."""
    _, memory = _maps.get(name) or _map(pid, number, name)
    size = torch.Size(shape).numel() * dtype.itemsize
    if (short := START + size - len(memory)) > 0:
        raise RuntimeError(
            f'a batch of worker {pid} ends {short} bytes early; want the '
            'whole of it: start again with num_workers=0'
        )
    view = memoryview(memory)[START : START + size]
    # whatever looks at the tensor's data holds the view
    done = weakref.finalize(view, _free, memory, os.getpid())
    done.atexit = False
    return _turn(torch.frombuffer(view, dtype=dtype).view(shape), turned)


def _map(pid: int, number: int, name: bytes) -> tuple[int, mmap.mmap]:
    """Map a block, and forget those that nobody will fill again."""
    for other, (worker, memory) in list(_maps.items()):
        if memory[0] == GIVEN_UP or not os.path.exists(f'/proc/{worker}'):
            _maps.pop(other, None)
    try:
        file = os.open(f'/proc/{pid}/fd/{number}', os.O_RDWR)
    except FileNotFoundError:
        raise RuntimeError(
            f'worker {pid} of a loader ended before its batch was read; want '
            'it to live: it was killed, maybe for want of memory (fewer '
            'workers, or smaller batches, take less)'
        ) from None
    try:
        _maps[name] = pid, mmap.mmap(file, 0)
    finally:
        os.close(file)
    return _maps[name]


def _free(memory: mmap.mmap, owner: int) -> None:
    """Let the worker fill a block again; a forked process has no say."""
    if os.getpid() == owner:
        memory[0] = FREE


def _turn(batch: Tensor, turned: bool) -> Tensor:
    return batch.permute(0, 3, 1, 2) if turned else batch
