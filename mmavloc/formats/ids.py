"""Ids of clips: the part of a published name that identifies the clip."""

import re
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
# <YouTube id>_<start>_<end> in ms or s, as downloaders of VGGSound name files
_RANGE = re.compile(r'([\w-]{11})_(0|[1-9]\d*)_([1-9]\d*)', re.ASCII)
CLIP = 10  # s of a clip of VGGSound


def plain_id(name: str) -> str:
    """Remove one ending of a media file, and the folders before it.

    ``1000.jpg`` and ``videos/0/1000.mp4`` are clip ``1000``.
    """
    stem, dot, ending = name.rpartition('.')
    if not (dot and stem and ending.lower() in _MEDIA):
        return name
    return re.split(r'[/\\]', stem)[-1] or name


def vggsound_id(video: str, start: int) -> str:
    """Name a clip of VGGSound: the YouTube id and the start in seconds."""
    return f'{video}_{start:06d}'


def id_of_range(name: str) -> str | None:
    """Return VGG-SS's id of ``<YouTube id>_<start>_<end>``; None of others.

    Start and end are whole seconds, in ms or in s. Frames of other data sets
    are named alike (``HnUOaSfTA6c_009_00270``): only clips of ten seconds,
    in ms also shorter ones, are taken for ranges.
    """
    found = _RANGE.fullmatch(name)
    if not found:
        return None
    start, end = int(found[2]), int(found[3])
    if end - start == CLIP:
        return vggsound_id(found[1], start)
    whole = start % 1000 == end % 1000 == 0
    if whole and 0 < end - start <= 1000 * CLIP:
        return vggsound_id(found[1], start // 1000)
    return None


def form_of(name: str) -> str:
    """Describe how an id is built: letters, digits and what stands between.

    Ids of one data set share a form, or a few: ``12015590114`` is ``0``,
    ``dog_bark_7`` is ``a_a_0``, ``v_007`` is ``a_000``.
    """
    if re.fullmatch(r'[\w-]{11}_[0-9]{6}', name, re.ASCII):
        return 'VGGSound'
    name = re.sub(r'[^\W0-9_]+', 'a', name)
    return re.sub(
        r'[0-9]+',
        lambda run: '0' * (len(run[0]) if run[0][0] == '0' else 1),
        name,
    )


def repair_ids(
    ids: Iterable[str], exists: Callable[[str], bool] = lambda name: False
) -> list[str]:
    """Replace published ids of which there is no clip by those of the clips.

    These are the wrong id of Flickr-SoundNet, unless the right one is listed
    too, and names of VGGSound's clips by start and end.

    Args:
        ids: in order.
        exists: whether there is a clip of an id, which then stays.
    """
    ids = list(ids)
    other = {name: new for name in ids if (new := id_of_range(name))}
    if RIGHT_ID not in ids:
        other[WRONG_ID] = RIGHT_ID
    return [
        other[name] if name in other and not exists(name) else name
        for name in ids
    ]


def kept_out(ids: Iterable[str]) -> set[str]:
    """Return the ids that must not be trained on if these are tested.

    Where a published id stands for a clip of another id, that is added.
    """
    ids = set(ids)
    return ids | set(repair_ids(ids))
