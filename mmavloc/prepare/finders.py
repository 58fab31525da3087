"""Where each data set keeps its pictures, sounds and boxes."""

from collections.abc import Sequence
from pathlib import Path

from .find_boxes import find_gt_box, find_music, find_vggss
from .find_media import find_flickr, find_folder, find_vggsound
from .ids import without_clashes
from .sources import Found, scan, shown, strays_among

# The files that hold boxes or splits, as their authors named them.
METADATA = {
    'flickr_soundnet': ('test_list.txt', 'test.txt', 'flickr_test.csv'),
    'vggsound': ('vggsound.csv', 'vggss.json'),
    'vggss': ('vggss.json',),
    'avsbench': ('s4_box.json', 'ms3_box.json'),
    'is3': ('synthetic3240_bbox.json',),
    'music': ('music_solo.json', 'music_duet.json'),
    'folder': (),
}
NAMES = tuple(METADATA)
OPTIONAL = {'flickr_soundnet', 'vggsound', 'folder'}
FINDERS = {
    'flickr_soundnet': find_flickr,
    'vggsound': find_vggsound,
    'vggss': find_vggss,
    'avsbench': find_gt_box,
    'is3': find_gt_box,
    'music': find_music,
    'folder': find_folder,
}


def find_clips(
    name: str, source: Path, out: Path, metadata: Sequence[Path] = ()
) -> Found:
    """List the clips that a source folder can give.

    Args:
        name: of the data set, one of ``NAMES``.
        source: folder that is looked through, with all below it.
        out: folder that is not, should it lie there.
        metadata: box files or lists, if not below ``source``.

    Returns:
        The clips with their files, those that cannot be made among them.

    Raises:
        FileNotFoundError: there is no such folder, or the file with the boxes
            is missing.
        ValueError: a box file or list cannot be read.
    """
    if not source.is_dir():
        raise FileNotFoundError(
            f'{source}: no such folder; want the one that holds the files of '
            f'{name}'
        )
    files, strays = scan(source, out)
    notes = _metadata(name, source, files, metadata)
    found = FINDERS[name](files, source, notes)
    found.clips = without_clashes(found.clips)
    found.strays |= strays_among(files) | strays
    return found


def _metadata(
    name: str, source: Path, files: list[Path], given: Sequence[Path]
) -> list[Path]:
    """Find the files that hold boxes or splits.

    Raises:
        FileNotFoundError: none is there and one is needed.
        ValueError: one is there more than once.
    """
    for path in given:
        if not path.is_file():
            raise FileNotFoundError(f'{path}: no such file (--metadata)')
    notes = list(given)
    for wanted in () if given else METADATA[name]:
        there = [path for path in files if path.name == wanted]
        if len(there) > 1:
            raise ValueError(
                f'{source}: holds {wanted} {len(there)} times, '
                f'{", ".join(shown(p, source) for p in there)}; name the '
                'right one with --metadata'
            )
        notes += there
    if not notes and name not in OPTIONAL:
        raise FileNotFoundError(
            f'{source}: neither it nor a folder below holds '
            f'{" or ".join(METADATA[name])}, with the boxes of {name}; put '
            'the file there or name it with --metadata'
        )
    return notes
