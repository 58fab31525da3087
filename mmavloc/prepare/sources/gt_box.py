"""Box files of IS3 and AVSBench, as SSLalignment publishes them."""

from pathlib import Path, PurePosixPath

from .box_files import Entry, annotated, box, read_entries
from .clip_source import Found, Search
from .frames import first_frame
from .groups import Group, choose, grouped

SIDE = 224  # px of the square frame that the boxes are in


def entry(item: dict) -> Entry:
    """Read one box in pixels of a 224 x 224 frame.

    IS3 names its pictures ``<one>_<other>_<number>_<the one that sounds>``;
    AVSBench S4 keeps them in a folder of their class.
    """
    picture = PurePosixPath(item['image'])
    corners = box([value / SIDE for value in item['gt_box']])
    label = picture.stem.rsplit('_', 1)[-1]
    parent = picture.parent.parent.name
    if picture.suffix == '.png':
        label = '' if parent == 'visual_frames' else parent
    return Entry(
        picture.stem, (corners,), (label,), str(picture), str(item['audio'])
    )


def find(search: Search) -> Found:
    """Find the pictures and sounds of a box file."""
    groups = grouped(search.files, lambda path: path.stem)

    def facts(entry: Entry) -> dict:
        pictures = groups.get(entry.name, Group()).picture
        sound = groups.get(PurePosixPath(entry.sound).stem, Group())
        return choose(
            Group(
                _nearest(pictures, entry.picture),
                _nearest(sound.sound or sound.video, entry.sound),
            ),
            search.source,
            first_frame,
        )

    entries = [e for path in search.notes for e in read_entries(path, entry)]
    return annotated(entries, facts)


def _nearest(paths: list[Path], wanted: str) -> list[Path]:
    """Return the files whose folders agree with a path the furthest."""

    def agreement(path: Path) -> int:
        mine, theirs = path.parent.parts, PurePosixPath(wanted).parent.parts
        pairs = zip(reversed(mine), reversed(theirs), strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), 99)

    best = max(map(agreement, paths), default=0)
    return [path for path in paths if agreement(path) == best]
