"""Ids of clips: the part of a published name that identifies the clip."""

from collections.abc import Callable, Iterable

# Flickr-SoundNet's published test list holds an id that has no annotation;
# the annotated clip is the other one. Code bases that drop it test on 249.
WRONG_ID, RIGHT_ID = '3908875357', '3908875350'

# Kinds of media files by their endings, without the dot.
MEDIA_ENDINGS = {
    'picture': 'jpg jpeg jpe png webp bmp gif tif tiff ppm',
    'sound': 'wav mp3 flac m4a aac ogg oga opus wma aif aiff au',
    'video': 'mp4 m4v mov avi mkv webm mpg mpeg ts mts m2ts flv wmv 3gp ogv '
    'vob',
}
_MEDIA = frozenset(' '.join(MEDIA_ENDINGS.values()).split())


def plain_id(name: str) -> str:
    """Remove one ending of a media file: ``1000.jpg`` is clip ``1000``."""
    stem, dot, ending = name.rpartition('.')
    return stem if dot and stem and ending.lower() in _MEDIA else name


def vggsound_id(video: str, start: int) -> str:
    """Name a clip of VGGSound: the YouTube id and the start in seconds."""
    return f'{video}_{start:06d}'


def repair_ids(
    ids: Iterable[str], exists: Callable[[str], bool] = lambda name: False
) -> list[str]:
    """Replace the published id that does not exist by the annotated clip's.

    Args:
        ids: in order.
        exists: whether there is a clip of an id; the wrong id stays if there
            is one of it, and if the right one is listed too.
    """
    ids = list(ids)
    if WRONG_ID not in ids or RIGHT_ID in ids or exists(WRONG_ID):
        return ids
    return [RIGHT_ID if name == WRONG_ID else name for name in ids]


def kept_out(ids: Iterable[str]) -> set[str]:
    """Return the ids that must not be trained on if these are tested.

    Where the published id is listed, the clip that it stands for is added.
    """
    ids = set(ids)
    return ids | set(repair_ids(ids))
