"""Files of one name, and which of them make the clip."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mmavloc.prepare.errors import RejectedError

from .files import kind_of, shown
from .frames import FramePick


@dataclass
class Group:
    """Files of one name."""

    picture: list[Path] = field(default_factory=list)
    sound: list[Path] = field(default_factory=list)
    video: list[Path] = field(default_factory=list)


def grouped(
    files: Iterable[Path], name: Callable[[Path], str]
) -> dict[str, Group]:
    """Put pictures, sounds and videos of one name together."""
    groups: dict[str, Group] = defaultdict(Group)
    for path in files:
        kind = kind_of(path)
        if kind in ('picture', 'sound', 'video'):
            getattr(groups[name(path)], kind).append(path)
    return dict(groups)


def choose(
    group: Group, source: Path, frame: FramePick, *, thumbnails: bool = True
) -> dict:
    """Choose a clip's picture and sound among the files of its name.

    Loose files are preferred to a video, except a picture of the same name in
    the same folder: downloaders leave it as a thumbnail. Frames in a
    folder of their own are one picture: ``frame`` picks it.

    Args:
        group: the files.
        source: folder that they are named from.
        frame: picks a frame of a folder.
        thumbnails: whether a picture beside its video is a thumbnail, unless
            a sound lies there too; else it is the published frame.

    Returns:
        Some of the fields of :class:`ClipSource`.
    """
    pictures, problems, cause = group.picture, [], None
    dated: dict = {}
    beside = [p for p in pictures if _beside(p, group.video)]
    if thumbnails and beside and not group.sound:
        pictures = [p for p in pictures if p not in beside]
        if not pictures:
            problems += [
                f'{shown(p, source)} is not used: a thumbnail, since '
                f'{group.video[0].name} lies beside it'
                for p in beside
            ]
    folders, names = ({f(p) for p in pictures} for f in (_folder, _stem))
    if len(folders) == 1 and len(names) > 1:
        try:
            picked, second = frame(pictures)
            pictures = [picked]
            dated = {'second': second, 'undated': second is None}
        except RejectedError as error:
            pictures, cause = pictures[:1], str(error)
    chosen: dict = dict(dated)
    for kind, loose in (('picture', pictures), ('sound', group.sound)):
        files = loose or group.video
        if len(files) > 1:
            cause = cause or (
                f'more than one {kind} of this name: '
                f'{", ".join(shown(f, source) for f in files)}; keep one'
            )
        if files:
            chosen[kind] = files[0]
        else:
            cause = cause or _only(group, kind)
    if pictures and group.sound:
        problems += [
            f'{shown(path, source)} is not used, picture and sound are there'
            for path in group.video
        ]
    elif pictures and group.video:
        problems.append(
            f'the picture is {shown(pictures[0], source)}, not a frame of '
            f'{shown(group.video[0], source)}'
        )
    return chosen | {'rejected': cause, 'problems': tuple(problems)}


def _folder(path: Path) -> Path:
    return path.parent


def _stem(path: Path) -> str:
    return path.stem


def _beside(picture: Path, videos: list[Path]) -> bool:
    return any(
        picture.parent == video.parent and picture.stem == video.stem
        for video in videos
    )


def _only(group: Group, missing: str) -> str:
    """Say that there is a sound and no picture, or the other way round."""
    there = {'picture': 'audio', 'sound': 'a picture'}[missing]
    if group.picture or group.sound:
        return f'no {missing}: {there} only; want a {missing} or a video too'
    return f'no {missing}: neither a {missing} nor a video'
