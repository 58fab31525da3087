"""Batches whose clips are made one after the other."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from mmengine.dataset import BaseDataset


class LazyClips(Sequence):
    """The clips of a batch, not made yet.

    :meth:`stream` makes one after the other and keeps none, so that each can
    be copied into the batch and forgotten. For everybody else it is the list
    of them, made once.

    Args:
        dataset: that makes them.
        indices: theirs.
    """

    def __init__(self, dataset: BaseDataset, indices: Sequence[int]):
        self._dataset, self._indices = dataset, indices

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, at):
        return self._made[at]

    def __reduce__(self):
        return list, (self._made,)

    def stream(self) -> Iterator[Any]:
        """Make each clip in turn."""
        return (self._dataset[index] for index in self._indices)

    @cached_property
    def _made(self) -> list:
        return list(self.stream())


class LazyDataset(BaseDataset):
    """MMEngine's base data set, which gives a batch as :class:`LazyClips`."""

    def __getitems__(self, indices: Sequence[int]) -> LazyClips:
        """Return the clips of a batch; loaders of PyTorch ask for this."""
        return LazyClips(self, indices)
