"""A clip whose media cannot be read, and what stands for it in a batch."""

from collections.abc import Callable
from dataclasses import dataclass

from mmengine.dataset import BaseDataset


class UnreadableMediaError(ValueError):
    """A file is empty, truncated, or not what its name says.

    The message names the file, what was found and what was wanted, in one
    line. From a loader's worker it comes behind PyTorch's report of where
    that happened, which is left out.
    """

    def __str__(self) -> str:
        line = super().__str__().rstrip().rpartition('\n')[2]
        return line.removeprefix(f'{__name__}.{type(self).__name__}: ')


@dataclass(frozen=True)
class UnreadableClip:
    """What a dataset returns for a clip that it was allowed to leave out."""

    sample_id: str
    reason: str


def prepare_or_skip(
    dataset: BaseDataset, idx: int, prepare: Callable[[int], dict]
) -> dict | UnreadableClip:
    """Prepare a clip; name one that cannot be read, if that is allowed.

    Args:
        dataset: with ``skip_unreadable``.
        idx: of the clip.
        prepare: MMEngine's ``prepare_data`` of the data set.

    Raises:
        UnreadableMediaError: it cannot be read, and none may be skipped.
    """
    try:
        return prepare(idx)
    except UnreadableMediaError as error:
        if not dataset.skip_unreadable:
            raise
        sample_id = dataset.get_data_info(idx)['sample_id']
        return UnreadableClip(sample_id, str(error))
