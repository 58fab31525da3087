"""A clip whose media cannot be read, and what stands for it in a batch."""

from dataclasses import dataclass


class UnreadableMediaError(ValueError):
    """A file is empty, truncated, or not what its name says.

    The message names the file, what was found and what was wanted.
    """


@dataclass(frozen=True)
class UnreadableClip:
    """What a dataset returns for a clip that it was allowed to leave out."""

    sample_id: str
    reason: str
