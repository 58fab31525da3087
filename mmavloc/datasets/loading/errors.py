"""Unreadable media: the error, and the placeholder of a skipped clip."""

from collections.abc import Callable
from dataclasses import dataclass

from mmengine.dataset import BaseDataset


class UnreadableMediaError(ValueError):
    """A file is missing, empty, truncated or of another format.

    The message names the file, what was found and what was expected, in one
    line. PyTorch puts a traceback before an error of a loader worker; it is
    removed here.
    """

    def __str__(self) -> str:
        line = super().__str__().rstrip().rpartition('\n')[2]
        return line.removeprefix(f'{__name__}.{type(self).__name__}: ')


@dataclass(frozen=True)
class UnreadableClip:
    """Placeholder that a data set returns for a clip that it skips."""

    sample_id: str
    reason: str


def prepare_or_skip(
    dataset: BaseDataset, idx: int, prepare: Callable[[int], dict]
) -> dict | UnreadableClip:
    """Prepare a clip, or return a placeholder if it may be skipped.

    Args:
        dataset: a data set with ``skip_unreadable``.
        idx: index of the clip.
        prepare: MMEngine's ``prepare_data`` of the data set.

    Raises:
        UnreadableMediaError: the clip cannot be read or skipped.
    """
    try:
        return prepare(idx)
    except UnreadableMediaError as error:
        if not dataset.skip_unreadable:
            raise
        sample_id = dataset.get_data_info(idx)['sample_id']
        return UnreadableClip(sample_id, str(error))
