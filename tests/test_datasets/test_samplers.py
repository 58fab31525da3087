"""The order of packed clips: complete, shuffled and reproducible."""

from types import SimpleNamespace

import numpy as np
import pytest

from mmavloc.datasets import ShardShuffleSampler
from mmavloc.datasets.loading.samplers import shard_shuffle

SIZES = [7, 10, 10, 3, 10, 1, 10]


def order(sizes=SIZES, rank=0, world=1, seed=0, epoch=0, window=2):
    windows = shard_shuffle(sizes, rank, world, seed, epoch, window)
    return np.concatenate(list(windows)).tolist()


@pytest.mark.parametrize('world', [1, 2, 3, 4])
@pytest.mark.parametrize('window', [1, 3, 50])
def test_ranks_divide_the_clips(world, window):
    parts = [order(rank=r, world=world, window=window) for r in range(world)]
    each = -(-sum(SIZES) // world)
    assert {len(part) for part in parts} == {each}
    every = [clip for part in parts for clip in part]
    assert set(every) == set(range(sum(SIZES)))
    # only as many clips are repeated as ranks of equal length require
    assert len(every) - sum(SIZES) < world


def test_the_order_depends_on_seed_and_epoch_only():
    assert order() == order()
    assert order(epoch=1) != order() != order(seed=1)
    dataset = SimpleNamespace(shard_sizes=SIZES)
    sampler = ShardShuffleSampler(dataset, window=2, seed=0)
    assert list(sampler) == order() and len(sampler) == sum(SIZES)
    sampler.set_epoch(5)
    resumed = ShardShuffleSampler(dataset, window=2, seed=0)
    resumed.set_epoch(5)
    assert list(sampler) == list(resumed) == order(epoch=5)


def test_few_shards_are_read_at_a_time():
    sizes = [100] * 20
    clips = np.array(order(sizes, window=3))
    for at in range(0, 2000, 300):
        assert len(set(clips[at : at + 300] // 100)) <= 3


def test_clips_are_mixed():
    """Clips of a batch are from different shards, and epochs differ."""
    sizes = [100] * 20
    clips = np.array(order(sizes, window=8))
    same = np.mean(clips[1:] // 100 == clips[:-1] // 100)
    assert same < 0.2  # 1/8 for a perfect mix of eight shards
    following = np.mean(clips[1:] == clips[:-1] + 1)
    assert following < 0.01
    assert abs(np.corrcoef(np.arange(2000), clips)[0, 1]) < 0.5
    other = np.array(order(sizes, window=8, epoch=1))
    assert abs(np.corrcoef(np.argsort(clips), np.argsort(other))[0, 1]) < 0.5


def test_bad_settings():
    with pytest.raises(ValueError, match='needs PackedClips.* got list'):
        ShardShuffleSampler([1, 2])
    dataset = SimpleNamespace(shard_sizes=SIZES)
    with pytest.raises(ValueError, match='window=0'):
        ShardShuffleSampler(dataset, window=0)
