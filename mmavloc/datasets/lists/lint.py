"""Check id lists and the clips they name."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from mmavloc.datasets.clip_layout import folders_of, root_of
from mmavloc.formats.findings import Finding, find_absent, first_few
from mmavloc.formats.id_lists import read_kept_out, scan_id_list
from mmavloc.formats.ids import RIGHT_ID, WRONG_ID, kept_out, repair_ids
from mmavloc.formats.negative_lists import read_negatives

from .broken_clips import FileIndex, TrackIds, find_broken_clips
from .draw_lists import stems
from .leakage import find_annotated, find_leak
from .pair_lists import scan_pairs
from .type_lists import scan_types

# Roles of lists. Clips of every role but train must have an annotation.
ROLES = ('train', 'supervised', 'val', 'test')
# Pairs of roles that must share no id.
KEPT_OUT = {
    'train': ('val', 'test'),
    'supervised': ('val', 'test'),
    'val': ('test',),
}
Lists = dict[str, dict[str, list[str]]]  # role -> path -> ids


def find_leaks(lists: Lists) -> list[Finding]:
    """Check that lists which must be disjoint share no id."""
    return [
        finding
        for role, others in KEPT_OUT.items()
        for name, ids in lists.get(role, {}).items()
        for other in others
        for path, tested in lists.get(other, {}).items()
        for finding in find_leak(ids, name, kept_out(tested), path)
    ]


def find_wrong_id(
    ids: Collection[str], path: str, repaired: Collection[str]
) -> list[Finding]:
    """Find the id of the published Flickr-SoundNet list that does not exist.

    Args:
        ids: as listed.
        path: the list.
        repaired: the ids as the data set reads them.
    """
    if WRONG_ID not in ids:
        return []
    text = (
        f'{path}: id {WRONG_ID} of the published list has no annotation; the '
        f'annotated clip is {RIGHT_ID}; '
    )
    if WRONG_ID in repaired:
        text += 'it is not replaced here: remove the wrong id from the list'
        return [Finding('249', path, text, (WRONG_ID,))]
    text += 'it is replaced here, but other code may drop it: correct the id'
    return [Finding('249', path, text, (WRONG_ID,), 'warning')]


def find_dropped_id(ids: Collection[str], path: str) -> list[Finding]:
    """Find a Flickr-SoundNet test list that dropped the id instead.

    It is recognised by its length: the ids of Flickr are numbers, and the
    published list has 250.
    """
    numbers = all(name.isdecimal() for name in ids)
    if len(ids) != 249 or not numbers or {WRONG_ID, RIGHT_ID} & set(ids):
        return []
    text = (
        f'{path}: 249 ids; {WRONG_ID} was probably dropped from the published '
        f'list of 250, which changes n: add {RIGHT_ID}, the annotated clip'
    )
    return [Finding('249', path, text, (RIGHT_ID,), 'warning')]


def find_broken_negatives(
    path: str, index: FileIndex, lists: Lists
) -> list[Finding]:
    """Check a list of negatives: its form, its files and leaks of its clips.

    Args:
        path: the list, see :func:`read_negatives`.
        index: the files of the data root.
        lists: all lists; those for training and validation must not share
            clips with it.
    """
    try:
        pairs = read_negatives(path)
    except ValueError as error:
        return [Finding('list', path, str(error))]
    found = [
        finding
        for role in KEPT_OUT
        for name, ids in lists.get(role, {}).items()
        for finding in find_leak(ids, name, read_kept_out(path), path)
    ]
    columns = zip(*pairs, strict=True)
    for key, ids in zip(('img_path', 'audio_path'), columns, strict=True):
        missing = sorted({name for name in ids if not index.size(key, name)})
        if missing:
            text = (
                f'{path}: {len(missing)} of its clips have no file, or one of '
                f'0 bytes, in {index.folders[key]}: {first_few(missing)}; '
                'put it there or remove the rows from the list'
            )
            found.append(Finding('unknown', path, text, tuple(missing)))
    return found


def lint_lists(
    *,
    paths: dict[str, Sequence[str | Path]],
    data_root: str | Path,
    pairs: Sequence[str | Path] = (),
    types: Sequence[str | Path] = (),
    negatives: Sequence[str | Path] = (),
    audio_suffix: str = '.wav',
    track: TrackIds = lambda ids, what: ids,
) -> list[Finding]:
    """Find all problems of the lists of a data set.

    Args:
        paths: role, of :data:`ROLES`, -> id lists.
        data_root: contains ``image``, ``audio``, ``annotation``. Clips of a
            list in another data root are looked up there.
        pairs: pair lists of the test clips, or, if no test list is given,
            of all annotated clips and those of ``test.txt``.
        types: type lists of the same clips.
        negatives: lists of images with audio of other clips, which are also
            tested.
        audio_suffix: extension of the audio files.
        track: see :func:`find_broken_clips`.

    Raises:
        FileNotFoundError: a list, or the image or audio folder, is missing.
    """
    roots = {
        str(path): root_of(path, data_root)
        for role in ROLES
        for path in paths.get(role, ())
    }
    indices = {
        root: _open(root, audio_suffix)
        for root in (Path(data_root), *roots.values())
    }
    found: list[Finding] = []
    lists: Lists = {}
    for role in ROLES:
        lists[role] = {}
        for path in map(str, paths.get(role, ())):
            ids, problems = scan_id_list(path)
            index = indices[roots[path]]
            repaired = repair_ids(ids, partial(index.has, 'img_path'))
            found += problems + find_wrong_id(ids, path, repaired)
            if role == 'test':
                found += find_dropped_id(repaired, path)
            lists[role][path] = repaired
    found += find_leaks(lists)
    for role, named in lists.items():
        for path, ids in named.items():
            index, annotated = indices[roots[path]], role != 'train'
            found += find_broken_clips(ids, path, index, annotated, track)
            if not annotated:
                found += find_annotated(ids, path, _annotated(index))
    for path in map(str, negatives):
        index = _open(root_of(path, data_root), audio_suffix)
        found += find_broken_negatives(path, index, lists)
    known = {name for ids in lists['test'].values() for name in ids}
    if not known:
        known = _annotated(indices[Path(data_root)])
        usual = Path(data_root, 'test.txt')
        if usual.is_file():
            known |= set(repair_ids(scan_id_list(usual)[0]))
    for path in map(str, pairs):
        drawn, problems = scan_pairs(path)
        ids = [name for pair in drawn for name in pair]
        found += problems + find_absent(ids, path, known)
    for path in map(str, types):
        letters, problems = scan_types(path)
        found += problems + find_absent(letters, path, known)
    return found


def _open(root: Path, audio_suffix: str) -> FileIndex:
    """Index the files of a data root; media folders must exist."""
    folders = folders_of(root)
    for key in ('img_path', 'audio_path'):
        if not Path(folders[key]).is_dir():
            stems(folders[key], '')  # raises if there is no folder
    return FileIndex(folders=folders, audio_suffix=audio_suffix)


def _annotated(index: FileIndex) -> set[str]:
    """List the ids that have an annotation."""
    notes = index.folders['ann_path']
    return stems(notes, '.xml') if notes.is_dir() else set()
