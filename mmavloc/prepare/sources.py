"""What a clip is made of, and what lies in a source folder."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

# By their endings; what a file is, its content tells.
KINDS = {
    'picture': 'jpg jpeg jpe png webp bmp gif tif tiff ppm',
    'sound': 'wav mp3 flac m4a aac ogg oga opus wma aif aiff au',
    'video': 'mp4 m4v mov avi mkv webm mpg mpeg ts mts m2ts flv wmv 3gp ogv '
    'vob',
    # go with a data set and are no clips
    'note': 'txt csv tsv json jsonl xml md html pdf mat pkl npy npz h5 py sh '
    'srt vtt zip tar gz yaml yml',
}
KIND_OF = {
    f'.{ending}': kind
    for kind, endings in KINDS.items()
    for ending in endings.split()
}
WORK = '.work'  # in a prepared folder, what is known of its making
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class ClipSource:
    """What one clip is to be made of.

    Attributes:
        id: of the clip, safe as a file name.
        picture: a loose picture, or the video to take a frame of.
        sound: a loose sound, or the video to take the sound of.
        annotation: Senocak's XML, to be kept as it is.
        boxes: x1 y1 x2 y2 in fractions of the frame, of one annotator; None
            where nothing is annotated.
        labels: what each box holds, or the clip.
        split: name of the list that the clip belongs on; '' for none.
        problems: what is odd about it, known without decoding.
        rejected: why it cannot be made, known without decoding.
    """

    id: str
    picture: Path | None = None
    sound: Path | None = None
    annotation: Path | None = None
    boxes: tuple[Box, ...] | None = None
    labels: tuple[str, ...] = ()
    split: str = ''
    problems: tuple[str, ...] = ()
    rejected: str | None = None

    @property
    def files(self) -> list[Path]:
        """What it is made of, each once."""
        files = (self.picture, self.sound, self.annotation)
        return list(dict.fromkeys(f for f in files if f))


@dataclass
class Found:
    """What a source folder gives.

    Attributes:
        clips: in the order of their ids.
        strays: files that belong to no clip, and why.
        remarks: sentences for the user.
    """

    clips: list[ClipSource] = field(default_factory=list)
    strays: dict[Path, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass
class Group:
    """Files of one name."""

    picture: list[Path] = field(default_factory=list)
    sound: list[Path] = field(default_factory=list)
    video: list[Path] = field(default_factory=list)


def kind_of(path: Path) -> str | None:
    """Tell ``picture``, ``sound``, ``video`` or ``note`` by the ending."""
    return KIND_OF.get(path.suffix.lower())


def scan(source: Path, out: Path) -> tuple[list[Path], dict[Path, str]]:
    """List the files below a folder, sorted; and what is none, and why.

    Links are followed, every folder is entered once; hidden files, the output
    folder and other prepared folders are passed over.
    """
    files: list[Path] = []
    strays: dict[Path, str] = {}
    seen = {out.resolve()}
    pending = [source]
    while pending:
        folder = pending.pop()
        real = folder.resolve()
        if real in seen or (folder != source and (folder / WORK).is_dir()):
            continue
        seen.add(real)
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        folders = []
        for entry in inside:
            if entry.name.startswith('.'):
                continue
            path = Path(entry.path)
            # not the entry's own is_dir, which a link in a circle breaks
            if path.is_dir():
                folders.append(path)
            elif path.is_file():
                files.append(path)
            elif path.is_symlink() and not path.exists():
                strays[path] = 'a link to nothing'
            else:  # reading a pipe could last for ever
                strays[path] = 'no file, but a pipe, a socket or a device'
        pending += reversed(folders)
    return sorted(files), strays


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
    group: Group, source: Path, frame: Callable[[list[Path]], Path]
) -> dict:
    """Choose a clip's picture and sound among the files of its name.

    Loose files come before a video, which may give what they do not. Frames
    that lie in a folder of their own are one picture: ``frame`` picks it.

    Returns:
        Some of the fields of :class:`ClipSource`.
    """
    pictures = group.picture
    if len(pictures) > 1 and len({p.parent for p in pictures}) == 1:
        stems = {p.stem for p in pictures}
        if len(stems) > 1:
            pictures = [frame(sorted(pictures, key=_by_number))]
    chosen, cause = {}, None
    for kind, files in (('picture', pictures), ('sound', group.sound)):
        files = files or group.video
        if len(files) > 1:
            cause = cause or (
                f'more than one {kind} of this name: '
                f'{", ".join(shown(f, source) for f in files)}; keep one'
            )
        if files:
            chosen[kind] = files[0]
        else:
            cause = cause or f'no {kind}: neither a {kind} nor a video'
    unused = group.video if group.picture and group.sound else []
    problems = tuple(
        f'{shown(path, source)} is not used, picture and sound are there'
        for path in unused
    )
    return chosen | {'rejected': cause, 'problems': problems}


def _by_number(path: Path) -> list:
    """Sort frame9 before frame10."""
    parts = re.split(r'([0-9]+)', path.name)
    return [int(p) if i % 2 else p for i, p in enumerate(parts)]


def strays_among(files: Iterable[Path]) -> dict[Path, str]:
    """Find files whose ending says nothing."""
    return {
        path: f'its ending {path.suffix!r} is not one of a picture, a sound '
        'or a video'
        for path in files
        if kind_of(path) is None
    }


def shown(path: Path, source: Path) -> str:
    """Name a file of the source folder, from there."""
    return path.relative_to(source).as_posix()


def frame_folder(path: Path) -> str | None:
    """Return the name of the video whose frames lie in this folder.

    It is a folder ``<name>.mp4/``, as of frames that Senocak's code reads.
    """
    found = re.fullmatch(r'(.+)\.mp4', path.parent.name)
    return found[1] if found else None
