"""VGGSound: ten-second videos of one class each."""

import re
from pathlib import Path

from mmavloc.formats.findings import raise_first_error
from mmavloc.formats.id_lists import read_id_list, read_kept_out
from mmavloc.formats.ids import vggsound_id
from mmavloc.formats.rows import scan_rows

from .clip_source import Benchmark, ClipSource, Found, Search
from .files import frame_folder
from .frames import SECONDS, FramePick, middle_frame
from .groups import choose, grouped
from .ids import safe_id

# <YouTube id>_<start in s>, or _<start>_<end> in s or in ms
NAME = re.compile(r'([\w-]{11})_(\d+)(?:_(\d+))?', re.ASCII)
COLUMNS = 'a YouTube id, a start in seconds, a class and a split'


def clip_name(path: Path) -> str:
    """Name a clip as VGG-SS does: <YouTube id>_<six digits>.

    Frames may lie in a folder that has the clip's name.
    """
    for name in (path.stem, frame_folder(path) or path.parent.name):
        if found := NAME.fullmatch(name):
            begin, end = int(found[2]), int(found[3] or 0)
            if end - begin >= 1000:
                begin //= 1000
            return vggsound_id(found[1], begin)
    return path.stem


def find(search: Search) -> Found:
    """Find VGGSound's clips, and keep those that are tested apart."""
    splits: dict[str, tuple[str, str]] = {}
    held: set[str] = set()
    for path in search.notes:
        if path.suffix == '.csv':
            splits |= read_splits(path)
        else:
            held |= set(read_id_list(path))
    for path in search.negatives:
        held |= read_kept_out(path)
    found = Found()
    if not search.notes:
        found.remarks.append(
            'neither vggsound.csv nor vggss.json: train.txt may hold clips '
            'of the test split and of VGG-SS'
        )
    frame = FramePick(middle_frame, search.rates, search.second, SECONDS)
    for key, group in grouped(search.files, clip_name).items():
        label, split = splits.get(key, ('', '' if splits else 'train'))
        if key in held or split == 'test':
            split = 'vggsound_test'
        found.clips.append(
            ClipSource(
                safe_id(key),
                **choose(group, search.source, frame),
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


def read_splits(path: Path) -> dict[str, tuple[str, str]]:
    """Read the class and the split of every clip from vggsound.csv.

    Raises:
        ValueError: names the first row of another form.
    """
    rows, problems = scan_rows(path, wanted=f'rows of {COLUMNS}')
    raise_first_error(problems)
    splits = {}
    for number, row in enumerate(rows):
        try:
            name, begin, label, split = row.cells
            splits[vggsound_id(name, int(begin))] = label, split
        except ValueError:
            if number:  # the first may name the columns
                raise ValueError(
                    f'{path}: line {row.number} holds {list(row.cells)}; '
                    f'want {COLUMNS}'
                ) from None
    return splits


BENCHMARK = Benchmark(
    find,
    ('vggsound.csv', 'vggss.json'),
    optional=True,
    negatives='vggss_test_plus_silent.csv',
)
