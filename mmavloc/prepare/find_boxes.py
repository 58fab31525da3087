"""Clips that a box file lists: each entry is one, with or without files."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from .boxes import (
    Entry,
    checked,
    gt_box_entry,
    music_entry,
    read_entries,
    vggss_entry,
)
from .ids import safe_id
from .names import first_frame, middle_frame, vgg_name
from .sources import ClipSource, Found, Group, choose, grouped


def find_vggss(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find the clips of vggss.json: videos, or pictures and sounds."""
    groups = grouped(files, vgg_name)
    return _annotated(
        [e for path in notes for e in read_entries(path, vggss_entry)],
        lambda entry: choose(
            groups.get(vgg_name(Path(f'{entry.name}.mp4')), Group()),
            source,
            middle_frame,
        ),
    )


def find_gt_box(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find the pictures and sounds of IS3's or AVSBench's box file."""
    groups = grouped(files, lambda path: path.stem)

    def facts(entry: Entry) -> dict:
        sound = groups.get(PurePosixPath(entry.sound).stem, Group())
        return choose(
            Group(
                _nearest(
                    groups.get(entry.name, Group()).picture, entry.picture
                ),
                _nearest(sound.sound or sound.video, entry.sound),
            ),
            source,
            first_frame,
        )

    entries = [e for path in notes for e in read_entries(path, gt_box_entry)]
    return _annotated(entries, facts)


def find_music(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find the frames of MUSIC, and the sounds of their videos."""
    groups = grouped(files, lambda path: path.stem)

    def facts(entry: Entry) -> dict:
        # <YouTube id>_<segment>_<frame>: the sound is the frame's, the
        # segment's or the whole video's.
        names = [entry.name]
        names += [entry.name.rsplit('_', count)[0] for count in (1, 2)]
        parts = [groups.get(name, Group()) for name in names]
        sounds = next((p.sound or p.video for p in parts if p.sound), [])
        sounds = sounds or next((p.video for p in parts if p.video), [])
        return choose(Group(parts[0].picture, sounds), source, first_frame)

    entries = [e for path in notes for e in read_entries(path, music_entry)]
    return _annotated(entries, facts)


def _annotated(
    entries: list[Entry], facts_of: Callable[[Entry], dict]
) -> Found:
    """Make a tested clip of every entry; none is passed over."""
    found = Found()
    for entry in entries:
        facts = facts_of(entry)
        boxes, labels, problems = checked(entry)
        if not boxes:
            text = '; '.join(problems) or 'none is drawn'
            facts['rejected'] = facts['rejected'] or f'no box: {text}'
        facts['problems'] += problems
        found.clips.append(
            ClipSource(
                safe_id(entry.name),
                **facts,
                boxes=boxes,
                labels=labels,
                split='test',
            )
        )
    return found


def _nearest(paths: list[Path], wanted: str) -> list[Path]:
    """Return the files whose folders agree with a path the furthest."""

    def agreement(path: Path) -> int:
        mine, theirs = path.parent.parts, PurePosixPath(wanted).parent.parts
        pairs = zip(reversed(mine), reversed(theirs), strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), 99)

    best = max(map(agreement, paths), default=0)
    return [path for path in paths if agreement(path) == best]
