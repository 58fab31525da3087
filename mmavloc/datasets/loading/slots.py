"""From a loader's worker to the training process, through memory kept ready.

PyTorch hands each batch over in shared memory that it makes anew; where fresh
pages are dear, as on virtual machines, that costs more than decoding the
clips. Here a worker keeps a few blocks, writes the clips of a batch into a
free one as they come, and sends a note of where it lies. The training process
maps each block once and looks at the batch where it is; when nothing looks at
it any more the block is free again, so that none is written while somebody
reads it. The blocks have no names and end with the processes that map them,
however those end.
"""

import mmap
import os
import secrets
import weakref
from functools import cache

import torch
from torch import Tensor
from torch.utils.data import get_worker_info

START = 64  # of the data in a block; its first byte is the block's state
FREE, IN_USE, GIVEN_UP = 0, 1, 2  # the last: its worker will not fill it again


class Rows:
    """Tensors of one shape and type, written one below the other as they come.

    So none of them has to be kept until the batch is whole, and each is copied
    while it is still in the processor's cache. The order in memory is kept:
    pictures (3 H W) that lie there as (H W 3) become (b 3 H W) that lies there
    as (b H W 3), which networks call ``channels_last``.

    Args:
        first: a tensor of that shape and type; it is not written.
        count: how many there may be.
    """

    def __init__(self, first: Tensor, count: int):
        turned = first.ndim == 3 and not first.is_contiguous()
        if turned:
            first = first.permute(1, 2, 0)
        self._shape, self._turned, self._block = first.shape, turned, None
        size = count * first.nbytes
        if get_worker_info() and size and _opens_blocks():
            self._block = _free_block(size)
            rows = self._block.tensor(first.dtype, (count, *first.shape))
        else:
            rows = torch.empty(count, *first.shape, dtype=first.dtype)
        self._rows = _turn(rows, turned)
        self._written = 0

    @property
    def shape(self) -> torch.Size:
        """Of a tensor."""
        return self._rows.shape[1:]

    @property
    def dtype(self) -> torch.dtype:
        """Of all of them."""
        return self._rows.dtype

    def append(self, tensor: Tensor) -> None:
        """Write a tensor below the others."""
        self._rows[self._written].copy_(tensor)
        self._written += 1

    def written(self) -> Tensor:
        """Look at those that are written."""
        return self._rows[: self._written]

    def sent(self) -> 'Tensor | Note':
        """Return what is written.

        In a worker of a loader that is a :class:`Note`, which is a tensor by
        the time that the training process has it; else, and where the system
        has no such memory, a tensor.
        """
        if self._block is None:
            return self.written()
        shape = self._written, *self._shape
        return Note(self._block, self.dtype, shape, self._turned)

    def discard(self) -> None:
        """Let the memory be used for others."""
        if self._block is not None:
            self._block.memory[0] = FREE


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
