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

    All shards, shuffled, lie in one row, which is cut into ``world_size``
    pieces of one length; the last is filled up from the row's start. Each
    rank goes through its piece window by window, each window shuffled, so
    that it opens few shards at a time, and others than another rank.

    Args:
        sizes: clips of each shard; clips are numbered shard by shard.
        rank, world_size: whose piece, of how many.
        seed, epoch: equal ones give equal orders.
        window: in shards.

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

    In place of MMEngine's ``DefaultSampler``. Each epoch has an order of its
    own, which depends on seed and epoch alone, so that a training that is
    resumed sees what it would have seen. No list of all clips is made.

    Args:
        dataset: with ``shard_sizes``.
        window: shards between which clips are mixed; more mixes better, fewer
            keep reading more local.
        seed: of the order; by default one that all processes share.

    Raises:
        ValueError: the data set has no shards, or ``window`` is less than 1.
    """

    def __init__(self, dataset, *, window: int = 8, seed: int | None = None):
        if not hasattr(dataset, 'shard_sizes'):
            raise ValueError(
                f'ShardShuffleSampler wants PackedClips, which lie in shards, '
                f'and got {type(dataset).__name__}; use DefaultSampler'
            )
        if window < 1:
            raise ValueError(f'window={window}: want 1 shard or more')
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
        """Choose the epoch whose order comes next."""
        self.epoch = epoch
