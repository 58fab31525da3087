"""An order of clips for packs: nearly random and nearly sequential."""

from collections.abc import Iterator

import numpy as np
from mmengine.dist import get_dist_info, sync_random_seed
from torch.utils.data import Sampler

from mmavloc.registry import DATA_SAMPLERS


def shard_shuffle(
    sizes: list[int],
    rank: int,
    world_size: int,
    seed: int,
    epoch: int,
    window: int,
) -> Iterator[np.ndarray]:
    """Shuffle shards, and clips within a window of a few shards.

    The shuffled sequence of shards is split into ``world_size`` parts of
    equal length; the last is padded from the start of the sequence. Each rank
    reads its part window by window, each window shuffled, so that it opens
    few shards at a time, and different ones from the other ranks.

    Args:
        sizes: number of clips in each shard; clips are numbered shard by
            shard.
        rank, world_size: rank and size of the process group.
        seed, epoch: determine the order.
        window: window size in shards.

    Yields:
        The clips of a window, int64.
    """
    order = np.random.default_rng([seed, epoch]).permutation(len(sizes))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ends = np.cumsum([sizes[shard] for shard in order])  # in the row
    total = int(starts[-1])
    length = -(-total // world_size)
    many = max(1, -(-total * window // len(sizes)))  # clips of a window
    rng = np.random.default_rng([seed, epoch, rank])
    for at in range(rank * length, (rank + 1) * length, many):
        stop = min(at + many, (rank + 1) * length)
        places = np.arange(at, stop) % total
        shard = np.searchsorted(ends, places, side='right')
        inside = places - np.where(shard > 0, ends[shard - 1], 0)
        yield rng.permutation(starts[order[shard]] + inside)


@DATA_SAMPLERS.register_module()
class ShardShuffleSampler(Sampler):
    """Order the clips of :class:`PackedClips`, see :func:`shard_shuffle`.

    Replaces MMEngine's ``DefaultSampler``. The order of each epoch depends
    only on seed and epoch, so that a resumed training reads the clips in the
    same order. No list of all clips is made.

    Args:
        dataset: a data set with ``shard_sizes``.
        window: number of shards whose clips are mixed; more mix better,
            fewer read more locally.
        seed: seed of the order; by default one shared by all processes.

    Raises:
        ValueError: the data set has no shards, or ``window`` is less than 1.
    """

    def __init__(self, dataset, *, window: int = 8, seed: int | None = None):
        if not hasattr(dataset, 'shard_sizes'):
            raise ValueError(
                f'ShardShuffleSampler needs PackedClips, which are in shards, '
                f'but got {type(dataset).__name__}; use DefaultSampler'
            )
        if window < 1:
            raise ValueError(f'window={window}: expected 1 shard or more')
        self.sizes = dataset.shard_sizes
        self.window = window
        self.seed = sync_random_seed() if seed is None else seed
        self.rank, self.world_size = get_dist_info()
        self.epoch = 0

    def __len__(self) -> int:
        return -(-sum(self.sizes) // self.world_size)

    def __iter__(self) -> Iterator[int]:
        windows = shard_shuffle(
            self.sizes,
            self.rank,
            self.world_size,
            self.seed,
            self.epoch,
            self.window,
        )
        for clips in windows:
            yield from clips.tolist()

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch that determines the order."""
        self.epoch = epoch
