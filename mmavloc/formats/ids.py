"""Ids of clips: the part of a published name that identifies the clip."""

import re
from collections.abc import Callable, Iterable

# Flickr-SoundNet's published test list holds WRONG_ID, which has no
# annotation; the annotated clip is RIGHT_ID. Code bases that drop the id test
# on 249 clips instead of 250.
WRONG_ID, RIGHT_ID = '3908875357', '3908875350'

# Endings of each kind of media file, without the dot.
MEDIA_ENDINGS = {
    'picture': 'jpg jpeg jpe png apng webp bmp gif tif tiff ppm avif',
    'sound': 'wav mp3 flac m4a aac ogg oga opus wma aif aiff aifc au caf w64 '
    'mp2 ac3 eac3 dts mka wv tta amr',
    'video': 'mp4 m4v mov avi mkv webm mpg mpeg ts mts m2ts flv wmv asf 3gp '
    '3g2 ogv vob mxf dv',
}
_MEDIA = frozenset(' '.join(MEDIA_ENDINGS.values()).split())
# <YouTube id>_<start>_<end> in ms or s, as downloaders of VGGSound name files
_RANGE = re.compile(r'([\w-]{11})_(0|[1-9]\d*)_([1-9]\d*)', re.ASCII)
CLIP = 10  # s of a clip of VGGSound


def plain_id(name: str) -> str:
    """Remove the ending of a media file, and the folders before it.

    ``1000.jpg`` and ``videos/0/1000.mp4`` are clip ``1000``.
    """
    stem, dot, ending = name.rpartition('.')
    if not (dot and stem and ending.lower() in _MEDIA):
        return name
    return re.split(r'[/\\]', stem)[-1] or name


def vggsound_id(video: str, start: int) -> str:
    """Return a VGGSound clip's id: YouTube id and start in seconds."""
    return f'{video}_{start:06d}'


def id_of_range(name: str) -> str | None:
    """Return VGG-SS's id for ``<YouTube id>_<start>_<end>``, or None.

    Start and end are whole seconds, in ms or in s. Frames of other data sets
    have similar names (``HnUOaSfTA6c_009_00270``). Therefore only clips of
    ten seconds, and shorter ones in ms, are recognised.
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
    """Return the form of an id: its letters, digits and separators.

    Ids of one data set have one form, or a few: that of ``12015590114`` is
    ``0``, that of ``dog_bark_7`` ``a_a_0``, and that of ``v_007`` ``a_000``.
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
    """Replace published ids without a clip by the ids of the clips.

    These are the wrong id of Flickr-SoundNet, unless the right one is listed
    too, and names of VGGSound clips by start and end.

    Args:
        ids: ids in order.
        exists: returns whether there is a clip with an id; such an id is kept.
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
    """Return the ids that must not be in training if these are tested.

    If a published id is replaced by another one, both are returned.
    """
    ids = set(ids)
    return ids | set(repair_ids(ids))
