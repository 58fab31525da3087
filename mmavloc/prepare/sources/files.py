"""The files of a source folder, by the kinds that their endings name."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from mmavloc.formats.ids import MEDIA_ENDINGS

from .clip_source import WORK

KINDS = {
    **MEDIA_ENDINGS,
    # belong to a data set and are no clips
    'note': 'txt csv tsv json jsonl xml md html pdf mat pkl npy npz h5 py sh '
    'srt vtt zip tar gz yaml yml',
}
KIND_OF = {
    f'.{ending}': kind
    for kind, endings in KINDS.items()
    for ending in endings.split()
}


def kind_of(path: Path) -> str | None:
    """Return ``picture``, ``sound``, ``video`` or ``note``, by the ending."""
    return KIND_OF.get(path.suffix.lower())


def scan(source: Path, out: Path) -> tuple[list[Path], dict[Path, str]]:
    """List the regular files below a folder, sorted, and other entries.

    Links are followed, every folder is entered once; hidden files, the output
    folder and other prepared folders are skipped.

    Returns:
        The files; and the entries that are no files, with the reason.
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
            else:  # reading a pipe may never end
                strays[path] = 'no file, but a pipe, a socket or a device'
        pending += reversed(folders)
    return sorted(files), strays


def strays_among(files: Iterable[Path]) -> dict[Path, str]:
    """Find files whose ending is not known."""
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
