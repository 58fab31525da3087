"""The user's own folder: videos, or pictures and sounds of the same name."""

from collections import defaultdict
from pathlib import Path, PurePosixPath

from .clip_source import Benchmark, ClipSource, Found, Search
from .frames import FramePick, middle_frame
from .groups import Group, choose, grouped
from .ids import safe_id


def find(search: Search) -> Found:
    """Find anything that has a picture and a sound."""

    def place(path: Path) -> str:
        return path.relative_to(search.source).with_suffix('').as_posix()

    groups = _joined(_with_frames(grouped(search.files, place)))
    frame = FramePick(middle_frame, search.rates, search.second)
    found = Found(
        [
            ClipSource(
                safe_id(key),
                **choose(group, search.source, frame),
                split='train',
            )
            for key, group in groups.items()
        ]
    )
    if groups and not any(g.video or g.picture for g in groups.values()):
        found.remarks.append(
            f'{search.source}: {len(groups)} sounds and no picture or video: '
            'audio only; a clip wants both'
        )
    if groups and not any(g.video or g.sound for g in groups.values()):
        found.remarks.append(
            f'{search.source}: {len(groups)} pictures and no sound or video: '
            'pictures only; a clip wants both'
        )
    return found


def _with_frames(groups: dict[str, Group]) -> dict[str, Group]:
    """Put a folder of numbered frames to the sound of its name beside it."""
    frames: dict[str, list[str]] = defaultdict(list)
    for key, group in groups.items():
        alone = group.picture and not (group.sound or group.video)
        if alone and key[-1].isdecimal():
            frames[str(PurePosixPath(key).parent)].append(key)
    for name, keys in frames.items():
        group = groups.get(name)
        if len(keys) > 1 and group and group.sound and not group.picture:
            for key in keys:
                group.picture += groups.pop(key).picture
    return groups


def _joined(groups: dict[str, Group]) -> dict[str, Group]:
    """Join image/a.jpg and audio/a.wav, where that is unambiguous."""
    halves: dict[str, list[str]] = defaultdict(list)
    for key, group in groups.items():
        if not group.video and not (group.picture and group.sound):
            halves[PurePosixPath(key).name].append(key)
    for stem, keys in halves.items():
        parts = [groups[key] for key in keys]
        pictures = [path for part in parts for path in part.picture]
        sounds = [path for part in parts for path in part.sound]
        if len(keys) == 2 and len(pictures) == len(sounds) == 1:
            for key in keys:
                del groups[key]
            key = stem if stem not in groups else '/'.join(keys)
            groups[key] = Group(pictures, sounds)
    return groups


BENCHMARK = Benchmark(find, optional=True)
