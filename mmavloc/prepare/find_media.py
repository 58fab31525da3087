"""Clips that are there: pictures and sounds of one name, or videos."""

import csv
from collections import defaultdict
from pathlib import Path, PurePosixPath

from mmavloc.formats.ids import WRONG_ID, repair_ids

from .boxes import read_entries, vggss_entry
from .ids import safe_id
from .names import first_frame, middle_frame, vgg_name
from .sources import (
    ClipSource,
    Found,
    Group,
    choose,
    frame_folder,
    grouped,
    kind_of,
    shown,
)


def find_folder(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find anything that has a picture and a sound."""

    def place(path: Path) -> str:
        return path.relative_to(source).with_suffix('').as_posix()

    groups = grouped(files, place)
    # image/a.jpg and audio/a.wav are one clip, where that is unambiguous.
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
    return Found(
        [
            ClipSource(
                safe_id(key),
                **choose(group, source, first_frame),
                split='train',
            )
            for key, group in groups.items()
        ]
    )


def find_flickr(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find Flickr-SoundNet's clips, their XML, and the test list."""

    def name(path: Path) -> str:
        return frame_folder(path) or path.stem.removesuffix('.mp4')

    groups = grouped(files, name)
    xml: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        if path.suffix.lower() == '.xml':
            xml[name(path)].append(path)
    found = Found()
    tested: set[str] = set()
    if notes:
        tested = {_listed(line) for line in _lines(notes[0])} - {''}
        tested = _mended(tested, groups)
        found.remarks.append(
            f'test.txt holds the clips of {notes[0].name} that are there'
        )
    elif xml:
        found.remarks.append(
            'no test_list.txt, test.txt or flickr_test.csv: annotated clips '
            'are on no list'
        )
    for key in sorted({*groups, *tested}):
        facts = choose(groups.get(key, Group()), source, first_frame)
        drawn = xml.get(key, [])
        if len(drawn) > 1:
            facts['rejected'] = 'more than one annotation of this name: ' + (
                ', '.join(shown(path, source) for path in drawn)
            )
        if drawn and kind_of(facts.get('picture', Path())) == 'video':
            facts['problems'] += (
                'which frame was annotated is not known; the middle is taken',
            )
        split = 'test' if key in tested else '' if drawn else 'train'
        if split == 'test' and not drawn:
            facts['rejected'] = facts['rejected'] or 'tested, but no XML'
        found.clips.append(
            ClipSource(
                safe_id(key),
                **facts,
                annotation=drawn[0] if drawn else None,
                split=split,
            )
        )
    return found


def find_vggsound(files: list[Path], source: Path, notes: list[Path]) -> Found:
    """Find VGGSound's clips, and keep those that are tested apart."""
    splits: dict[str, tuple[str, str]] = {}
    held: set[str] = set()
    for path in notes:
        if path.suffix == '.csv':
            splits |= _vggsound_csv(path)
        else:
            held |= {e.name for e in read_entries(path, vggss_entry)}
    found = Found()
    if not notes:
        found.remarks.append(
            'neither vggsound.csv nor vggss.json: train.txt may hold clips '
            'of the test split and of VGG-SS'
        )
    for key, group in grouped(files, vgg_name).items():
        label, split = splits.get(key, ('', '' if splits else 'train'))
        if key in held or split == 'test':
            split = 'vggsound_test'
        found.clips.append(
            ClipSource(
                safe_id(key),
                **choose(group, source, middle_frame),
                labels=(label,) if label else (),
                split=split,
            )
        )
    if splits:
        found.remarks.append(
            'train.txt holds the training split of vggsound.csv, '
            'vggsound_test.txt the test split; clips that it does not list '
            'are on no list'
        )
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding='utf-8-sig').splitlines()
    except UnicodeDecodeError:
        raise ValueError(f'{path}: no UTF-8 text; want a list') from None


def _listed(line: str) -> str:
    """Return the id of a line such as ``2432219254.png`` or ``id,class``."""
    name = line.split('#')[0].split(',')[0].strip()
    known = kind_of(Path(name)) in ('picture', 'sound', 'video')
    return Path(name).stem if known else name


def _mended(tested: set[str], groups: dict[str, Group]) -> set[str]:
    """Read the published id that does not exist as the one that is meant."""
    return set(repair_ids(tested, groups.__contains__)) - (
        {WRONG_ID} - groups.keys()
    )


def _vggsound_csv(path: Path) -> dict[str, tuple[str, str]]:
    """Read YouTube id, start in s, class and split of every clip."""
    rows = {}
    for number, row in enumerate(csv.reader(_lines(path)), 1):
        try:
            name, begin, label, split = row
            rows[f'{name}_{int(begin):06d}'] = label, split.strip()
        except ValueError:
            if number > 1 and row:  # a first line may name the columns
                raise ValueError(
                    f'{path}: line {number} holds {row}; want a YouTube id, '
                    'a start in seconds, a class and a split'
                ) from None
    return rows
