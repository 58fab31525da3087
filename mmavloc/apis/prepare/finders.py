"""Where each data set keeps its pictures, sounds and boxes."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from .boxes import (
    Entry,
    checked,
    gt_box_entry,
    music_entry,
    read_entries,
    vggss_entry,
)
from .ids import safe_id, without_clashes
from .sources import (
    ClipSource,
    Found,
    Group,
    choose,
    frame_folder,
    grouped,
    kind_of,
    scan,
    shown,
    strays_among,
)

# The files that hold boxes or splits, as their authors named them.
METADATA = {
    'flickr_soundnet': ('test_list.txt', 'test.txt', 'flickr_test.csv'),
    'vggsound': ('vggsound.csv', 'vggss.json'),
    'vggss': ('vggss.json',),
    'avsbench': ('s4_box.json', 'ms3_box.json'),
    'is3': ('synthetic3240_bbox.json',),
    'music': ('music_solo.json', 'music_duet.json'),
    'folder': (),
}
NAMES = tuple(METADATA)
OPTIONAL = {'flickr_soundnet', 'vggsound', 'folder'}
# <YouTube id>_<start in s>, or _<start>_<end> in s or in ms
VGG = re.compile(r'([\w-]{11})_(\d+)(?:_(\d+))?', re.ASCII)
MIDDLE_FRAME = 'image_050'  # of ten seconds at ten frames a second


def find_clips(
    name: str, source: Path, out: Path, metadata: Sequence[Path] = ()
) -> Found:
    """List the clips that a source folder can give.

    Args:
        name: of the data set, one of ``NAMES``.
        source: folder that is looked through, with all below it.
        out: folder that is not, should it lie there.
        metadata: box files or lists, if not below ``source``.

    Returns:
        The clips with their files, those that cannot be made among them.

    Raises:
        FileNotFoundError: there is no such folder, or the file with the boxes
            is missing.
        ValueError: a box file or list cannot be read.
    """
    if not source.is_dir():
        raise FileNotFoundError(
            f'{source}: no such folder; want the one that holds the files of '
            f'{name}'
        )
    files = scan(source, out)
    notes = _metadata(name, source, files, metadata)
    found = FINDERS[name](files, source, notes)
    found.clips = without_clashes(found.clips)
    found.strays |= strays_among(files)
    return found


def _metadata(
    name: str, source: Path, files: list[Path], given: Sequence[Path]
) -> list[Path]:
    """Find the files that hold boxes or splits.

    Raises:
        FileNotFoundError: none is there and one is needed.
        ValueError: one is there more than once.
    """
    for path in given:
        if not path.is_file():
            raise FileNotFoundError(f'{path}: no such file (--metadata)')
    notes = list(given)
    for wanted in () if given else METADATA[name]:
        there = [path for path in files if path.name == wanted]
        if len(there) > 1:
            raise ValueError(
                f'{source}: holds {wanted} {len(there)} times, '
                f'{", ".join(shown(p, source) for p in there)}; name the '
                'right one with --metadata'
            )
        notes += there
    if not notes and name not in OPTIONAL:
        raise FileNotFoundError(
            f'{source}: neither it nor a folder below holds '
            f'{" or ".join(METADATA[name])}, with the boxes of {name}; put '
            'the file there or name it with --metadata'
        )
    return notes


def _folder(files: list[Path], source: Path, notes: list[Path]) -> Found:
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
                safe_id(key), **choose(group, source, _first), split='train'
            )
            for key, group in groups.items()
        ]
    )


def _flickr(files: list[Path], source: Path, notes: list[Path]) -> Found:
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
        facts = choose(groups.get(key, Group()), source, _first)
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


def _vggsound(files: list[Path], source: Path, notes: list[Path]) -> Found:
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
                **choose(group, source, _middle),
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


def _vggss(files: list[Path], source: Path, notes: list[Path]) -> Found:
    groups = grouped(files, vgg_name)
    return _annotated(
        [e for path in notes for e in read_entries(path, vggss_entry)],
        lambda entry: choose(
            groups.get(vgg_name(Path(f'{entry.name}.mp4')), Group()),
            source,
            _middle,
        ),
    )


def _gt_box(files: list[Path], source: Path, notes: list[Path]) -> Found:
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
            _first,
        )

    entries = [e for path in notes for e in read_entries(path, gt_box_entry)]
    return _annotated(entries, facts)


def _music(files: list[Path], source: Path, notes: list[Path]) -> Found:
    groups = grouped(files, lambda path: path.stem)

    def facts(entry: Entry) -> dict:
        # <YouTube id>_<segment>_<frame>: the sound is the frame's, the
        # segment's or the whole video's.
        names = [entry.name]
        names += [entry.name.rsplit('_', count)[0] for count in (1, 2)]
        parts = [groups.get(name, Group()) for name in names]
        sounds = next((p.sound or p.video for p in parts if p.sound), [])
        sounds = sounds or next((p.video for p in parts if p.video), [])
        return choose(Group(parts[0].picture, sounds), source, _first)

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


def vgg_name(path: Path) -> str:
    """Name a clip of VGGSound as VGG-SS does: <YouTube id>_<six digits>.

    Frames may lie in a folder that has the clip's name.
    """
    for name in (path.stem, frame_folder(path) or path.parent.name):
        if found := VGG.fullmatch(name):
            begin, end = int(found[2]), int(found[3] or 0)
            if end - begin >= 1000:
                begin //= 1000
            return f'{found[1]}_{begin:06d}'
    return path.stem


def _nearest(paths: list[Path], wanted: str) -> list[Path]:
    """Return the files whose folders agree with a path the furthest."""

    def agreement(path: Path) -> int:
        mine, theirs = path.parent.parts, PurePosixPath(wanted).parent.parts
        pairs = zip(reversed(mine), reversed(theirs), strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), 99)

    best = max(map(agreement, paths), default=0)
    return [path for path in paths if agreement(path) == best]


def _first(frames: list[Path]) -> Path:
    return frames[0]


def _middle(frames: list[Path]) -> Path:
    named = [path for path in frames if path.stem == MIDDLE_FRAME]
    return named[0] if named else frames[len(frames) // 2]


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
    from mmavloc.datasets.layout import RIGHT_ID, WRONG_ID

    if WRONG_ID in tested and WRONG_ID not in groups:
        return tested - {WRONG_ID} | {RIGHT_ID}
    return tested


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


FINDERS = {
    'flickr_soundnet': _flickr,
    'vggsound': _vggsound,
    'vggss': _vggss,
    'avsbench': _gt_box,
    'is3': _gt_box,
    'music': _music,
    'folder': _folder,
}
