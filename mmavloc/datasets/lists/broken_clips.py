"""Find listed clips whose files are missing, empty or invalid."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mmavloc.formats.annotation import scan_annotation
from mmavloc.formats.findings import Finding, first_few

# The files of a clip: key of the folder -> text for a missing file.
FILES = {
    'img_path': 'no image',
    'audio_path': 'no audio',
    'ann_path': 'no annotation',
}

# Takes ids and a description; yields the ids and shows the progress.
TrackIds = Callable[[Sequence[str], str], Iterable[str]]


class FileIndex:
    """Files of clips; each is checked once, however many lists name it.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        audio_suffix: extension of the audio files.
    """

    def __init__(self, *, folders: dict[str, str], audio_suffix: str = '.wav'):
        self.folders = {key: Path(path) for key, path in folders.items()}
        self.suffixes = {
            'img_path': '.jpg',
            'audio_path': audio_suffix,
            'ann_path': '.xml',
        }
        self._sizes: dict[tuple[str, str], int | None] = {}

    def path(self, key: str, name: str) -> Path:
        """Return where a file of a clip should be."""
        return self.folders[key] / f'{name}{self.suffixes[key]}'

    def has(self, key: str, name: str) -> bool:
        """Return whether there is a file."""
        return self.size(key, name) is not None

    def size(self, key: str, name: str) -> int | None:
        """Return the size of a file in bytes; None if it does not exist."""
        if (key, name) not in self._sizes:
            path = self.path(key, name)
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                size = None
            self._sizes[key, name] = size
        return self._sizes[key, name]


def find_broken_clips(
    ids: Sequence[str],
    path: str,
    index: FileIndex,
    annotated: bool,
    track: TrackIds = lambda ids, what: ids,
) -> list[Finding]:
    """Find listed clips whose files are missing, empty or invalid.

    Media are not decoded; annotations are read.

    Args:
        ids: the clips.
        path: their list.
        index: where the files are.
        annotated: whether each must have an annotation.
        track: takes the ids and a description, yields the ids and shows
            the progress.
    """
    missing, empty = defaultdict(list), defaultdict(list)
    problems = []
    keys = [key for key in FILES if annotated or key != 'ann_path']
    for name in track(ids, Path(path).name):
        for key in keys:
            size = index.size(key, name)
            if size is None:
                missing[key].append(name)
            elif size == 0:
                empty[key].append(name)
            elif key == 'ann_path':
                problems += [
                    replace(problem, path=path, ids=(name,))
                    for problem in scan_annotation(
                        index.path(key, name)
                    ).problems
                ]
    found = []
    for key, what in FILES.items():
        for kind, names, text in (
            ('unknown', missing[key], f'have {what} in'),
            ('empty', empty[key], 'have a file of 0 bytes in'),
        ):
            if names:
                message = (
                    f'{path}: {len(names)} of {len(ids)} ids {text} '
                    f'{index.folders[key]}: {first_few(names)}; expected '
                    f'<id>{index.suffixes[key]} of each: put it there or '
                    'remove the ids from the list'
                )
                found.append(Finding(kind, path, message, tuple(names)))
    return found + problems
