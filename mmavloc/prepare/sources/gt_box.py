"""Box files of IS3 and AVSBench, as SSLalignment publishes them."""

from pathlib import Path, PurePosixPath

from .box_files import Entry, annotated, box, read_entries
from .clip_source import Found, Search
from .files import shown
from .frames import FramePick, first_frame
from .groups import Group, choose, grouped

# Folders of segmentation masks, anywhere above the files.
MASKS = {'masks', 'mask', 'gt_masks', 'gt_mask', 'gt_segmentation'}
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

    def is_mask(path: Path) -> bool:
        return bool(MASKS & set(path.relative_to(search.source).parts))

    def facts(entry: Entry) -> dict:
        files = groups.get(entry.name, Group()).picture
        masks = [path for path in files if is_mask(path)]
        pictures = [path for path in files if path not in masks]
        # AVSBench MS3: picture <id>.mp4_1, mask <id>_1
        masks += [
            path
            for path in groups.get(
                entry.name.replace('.mp4_', '_'), Group()
            ).picture
            if is_mask(path) and path not in masks
        ]
        sound = groups.get(PurePosixPath(entry.sound).stem, Group())
        chosen = choose(
            Group(
                _nearest(pictures, entry.picture),
                _nearest(sound.sound or sound.video, entry.sound),
            ),
            search.source,
            FramePick(first_frame),
        )
        masks = _nearest(masks, entry.picture)
        if len(masks) > 1:
            chosen['rejected'] = chosen['rejected'] or (
                'more than one mask of this name: '
                f'{", ".join(shown(p, search.source) for p in masks)}; '
                'keep one'
            )
        return chosen | {'mask': masks[0] if masks else None}

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
