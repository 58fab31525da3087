"""Pictures that are tested with sounds of other clips, as SLAVC lists them."""

from collections.abc import Callable
from pathlib import Path

from mmavloc.formats.negative_lists import read_negatives

from .clip_source import ClipSource, Found


def add_negatives(
    found: Found,
    lists: list[Path],
    id_of: Callable[[str], str],
    clip_of: Callable[[str], ClipSource],
) -> None:
    """Add the negatives of a data set, and the clips that only they need.

    Clips of VGG-SS's negatives have no boxes: their own sound has no visible
    source. They are on no list of ids.

    Args:
        found: the clips of the data set; changed in place.
        lists: files of rows ``video,audio,label``.
        id_of: gives the id of a listed clip.
        clip_of: makes a clip without boxes.

    Raises:
        ValueError: a list is of another form.
    """
    there = {clip.id for clip in found.clips}
    for path in lists:
        pairs = [
            (id_of(picture), id_of(sound))
            for picture, sound in read_negatives(path)
        ]
        wanted = dict.fromkeys(name for pair in pairs for name in pair)
        found.clips += [clip_of(name) for name in wanted if name not in there]
        there |= wanted.keys()
        found.negatives[path.name] = pairs
