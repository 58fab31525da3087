"""Flickr-SoundNet: pictures with sound, Senocak's XML, and a test list."""

from collections import defaultdict
from pathlib import Path

from mmavloc.formats.findings import raise_first_error
from mmavloc.formats.id_lists import read_kept_out, scan_id_list
from mmavloc.formats.ids import WRONG_ID, repair_ids

from .clip_source import Benchmark, ClipSource, Found, Search
from .files import frame_folder, kind_of, shown
from .frames import FramePick, first_frame
from .groups import Group, choose, grouped
from .ids import safe_id
from .negatives import add_negatives

LISTS = ('test_list.txt', 'test.txt', 'flickr_test.csv')


def name(path: Path) -> str:
    """Name the clip of a file, or of a frame in a folder ``<id>.mp4/``."""
    return frame_folder(path) or path.stem.removesuffix('.mp4')


def find(search: Search) -> Found:
    """Find Flickr-SoundNet's clips, their XML, and the test list."""
    groups = grouped(search.files, name)
    xml: dict[str, list[Path]] = defaultdict(list)
    for path in search.files:
        if path.suffix.lower() == '.xml':
            xml[name(path)].append(path)
    found = Found()
    tested: set[str] = set()
    if search.notes:
        tested = _tested(search.notes[0], groups)
        found.remarks.append(
            f'test.txt holds the clips of {search.notes[0].name} that are '
            'there'
        )
    elif xml:
        found.remarks.append(
            f'no {", ".join(LISTS)}: annotated clips are on no list'
        )
    silent = {key for path in search.negatives for key in read_kept_out(path)}
    for key in sorted({*groups, *tested}):
        held = xml[key] or key in silent
        split = 'test' if key in tested else '' if held else 'train'
        found.clips.append(
            _clip(key, groups.get(key, Group()), xml[key], split, search)
        )
    add_negatives(
        found,
        search.negatives,
        safe_id,
        lambda key: _clip(key, Group(), [], '', search),
    )
    return found


def _clip(
    key: str, group: Group, drawn: list[Path], split: str, search: Search
) -> ClipSource:
    source = search.source
    frame = FramePick(first_frame, search.rates, search.second)
    facts = choose(group, source, frame, thumbnails=False)
    if len(drawn) > 1:
        facts['rejected'] = 'more than one annotation of this name: ' + (
            ', '.join(shown(path, source) for path in drawn)
        )
    if drawn and kind_of(facts.get('picture', Path())) == 'video':
        facts['problems'] += (
            'which frame was annotated is not known; the middle is taken',
        )
    if split == 'test' and not drawn:
        facts['rejected'] = facts['rejected'] or 'tested, but no XML'
    return ClipSource(
        safe_id(key),
        **facts,
        annotation=drawn[0] if drawn else None,
        split=split,
    )


def _tested(path: Path, groups: dict[str, Group]) -> set[str]:
    """Read the test list; the id that does not exist is repaired."""
    ids, problems = scan_id_list(path)
    raise_first_error(p for p in problems if p.kind != 'duplicate')
    tested = set(repair_ids(ids, groups.__contains__))
    return tested - ({WRONG_ID} - groups.keys())


BENCHMARK = Benchmark(
    find, LISTS, optional=True, negatives='flickr_test_plus_silent.csv'
)
