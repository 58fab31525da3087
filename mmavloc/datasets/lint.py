"""Everything that is wrong with id lists and with the clips they name."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from .annotation import read_annotation
from .findings import Finding, find_absent, some
from .layout import RIGHT_ID, WRONG_ID, kept_out, mend_ids, scan_id_list
from .leakage import find_annotated, find_leak
from .lists import stems
from .pairs import scan_pairs
from .type_ab import scan_types

# What a list is for. Clips of all but the first must have an annotation.
ROLES = ('train', 'supervised', 'val', 'test')
# Whose ids may not stand in whose.
KEPT_OUT = {
    'train': ('val', 'test'),
    'supervised': ('val', 'test'),
    'val': ('test',),
}
# What every clip needs: the folder's key, how it is told when there is none.
FILES = {
    'img_path': 'no picture',
    'audio_path': 'no sound',
    'ann_path': 'no annotation',
}

Lists = dict[str, dict[str, list[str]]]  # role -> path -> ids
Track = Callable[[Sequence[str], str], Iterable[str]]


def find_leaks(lists: Lists) -> list[Finding]:
    """Compare every list with those that it must share no id with."""
    return [
        finding
        for role, others in KEPT_OUT.items()
        for name, ids in lists.get(role, {}).items()
        for other in others
        for path, tested in lists.get(other, {}).items()
        for finding in find_leak(ids, name, kept_out(tested), path)
    ]


def find_wrong_id(
    ids: Collection[str], path: str, mended: Collection[str]
) -> list[Finding]:
    """Find the id of the published Flickr-SoundNet list that does not exist.

    Args:
        ids: as listed.
        path: of the list.
        mended: the ids as the data set reads them.
    """
    if WRONG_ID not in ids:
        return []
    text = (
        f'{path}: id {WRONG_ID} of the published list has no annotation, the '
        f'clip that is meant is {RIGHT_ID}; '
    )
    if WRONG_ID in mended:
        text += 'here it is not read so: take the wrong one off the list'
        return [Finding('249', path, text, (WRONG_ID,))]
    text += 'it is read so, and other code may drop it: write the right one'
    return [Finding('249', path, text, (WRONG_ID,), 'warning')]


def find_dropped_id(ids: Collection[str], path: str) -> list[Finding]:
    """Find a Flickr-SoundNet test list that dropped the id instead.

    Known by its length: ids of Flickr are numbers, of which the published
    list has 250.
    """
    numbers = all(name.isdecimal() for name in ids)
    if len(ids) != 249 or not numbers or {WRONG_ID, RIGHT_ID} & set(ids):
        return []
    text = (
        f'{path}: 249 ids, as where {WRONG_ID} was dropped from the published '
        f'list of 250; its scores are of another n: add {RIGHT_ID}, the clip '
        'that is meant'
    )
    return [Finding('249', path, text, (RIGHT_ID,), 'warning')]


class Disk:
    """Files of clips; each is looked at once, whatever lists name it.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        audio_suffix: ending of the sound files.
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

    def size(self, key: str, name: str) -> int | None:
        """Return the bytes of a file; None if there is none."""
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
    disk: Disk,
    annotated: bool,
    track: Track = lambda ids, what: ids,
) -> list[Finding]:
    """Find listed clips whose files are missing, empty or senseless.

    Media are not decoded; annotations are read.

    Args:
        ids: of the clips.
        path: of their list.
        disk: where the files are.
        annotated: whether each must have an annotation.
        track: given the ids and what is done, yields them and shows how far
            it is.
    """
    missing, empty = defaultdict(list), defaultdict(list)
    problems = []
    keys = [key for key in FILES if annotated or key != 'ann_path']
    for name in track(ids, Path(path).name):
        for key in keys:
            size = disk.size(key, name)
            if size is None:
                missing[key].append(name)
            elif size == 0:
                empty[key].append(name)
            elif key == 'ann_path':
                problems += [
                    replace(problem, path=path, ids=(name,))
                    for problem in read_annotation(
                        disk.path(key, name)
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
                    f'{disk.folders[key]}: {some(names)}; want '
                    f'<id>{disk.suffixes[key]} of each: put it there or take '
                    'the ids off the list'
                )
                found.append(Finding(kind, path, message, tuple(names)))
    return found + problems


def lint_lists(
    *,
    paths: dict[str, Sequence[str | Path]],
    folders: dict[str, str],
    pairs: Sequence[str | Path] = (),
    types: Sequence[str | Path] = (),
    audio_suffix: str = '.wav',
    track: Track = lambda ids, what: ids,
) -> list[Finding]:
    """Find everything that is wrong with the lists of a data set.

    Args:
        paths: role, of :data:`ROLES`, -> id lists.
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        pairs: pair lists of the tested clips, or, if no test list is given,
            of whatever clips are annotated.
        types: lists of types of the same clips.
        audio_suffix: ending of the sound files.
        track: see :func:`find_broken_clips`.

    Raises:
        FileNotFoundError: a list, or the folder of the pictures or of the
            sounds, is not there.
    """
    for key in ('img_path', 'audio_path'):
        if not Path(folders[key]).is_dir():
            stems(folders[key], '')  # raises, saying what is wanted
    disk = Disk(folders=folders, audio_suffix=audio_suffix)
    notes = Path(folders['ann_path'])
    with_notes = stems(notes, '.xml') if notes.is_dir() else set()
    found: list[Finding] = []
    lists: Lists = {}
    for role in ROLES:
        lists[role] = {}
        for path in map(str, paths.get(role, ())):
            ids, problems = scan_id_list(path)
            mended = mend_ids(ids, folders['img_path'])
            found += problems + find_wrong_id(ids, path, mended)
            if role == 'test':
                found += find_dropped_id(mended, path)
            lists[role][path] = mended
    found += find_leaks(lists)
    for role, named in lists.items():
        for path, ids in named.items():
            annotated = role != 'train'
            found += find_broken_clips(ids, path, disk, annotated, track)
            if not annotated:
                found += find_annotated(ids, path, with_notes)
    known = {name for ids in lists['test'].values() for name in ids}
    known = known or with_notes
    for path in map(str, pairs):
        drawn, problems = scan_pairs(path)
        ids = [name for pair in drawn for name in pair]
        found += problems + find_absent(ids, path, known)
    for path in map(str, types):
        letters, problems = scan_types(path)
        found += problems + find_absent(letters, path, known)
    return found
