"""VGG-SS: boxes for the middle frame of test clips of VGGSound."""

from pathlib import Path

from .box_files import Entry, annotated, box, read_entries
from .clip_source import Benchmark, ClipSource, Found, Search
from .frames import SECOND, SECONDS, FramePick, middle_frame
from .groups import Group, choose, grouped
from .ids import safe_id
from .negatives import add_negatives
from .vggsound import clip_name


def entry(item: dict) -> Entry:
    """Read an entry of vggss.json: several boxes in fractions, one class."""
    boxes = tuple(box(values) for values in item['bbox'])
    return Entry(str(item['file']), boxes, (item['class'],) * len(boxes))


def find(search: Search) -> Found:
    """Find the clips of vggss.json: videos, or pictures and sounds."""
    groups = grouped(search.files, clip_name)
    second = SECOND if search.second is None else search.second
    frame = FramePick(middle_frame, search.rates, second, SECONDS)

    def facts(name: str) -> dict:
        return choose(groups.get(name, Group()), search.source, frame)

    found = annotated(
        [e for path in search.notes for e in read_entries(path, entry)],
        lambda e: facts(named(e.name)),
    )
    add_negatives(
        found,
        search.negatives,
        lambda name: safe_id(named(name)),
        lambda name: ClipSource(name, **facts(name)),
    )
    return found


def named(name: str) -> str:
    """Name a listed clip as its files are named."""
    return clip_name(Path(f'{name}.mp4'))


BENCHMARK = Benchmark(
    find, ('vggss.json',), negatives='vggss_test_plus_silent.csv'
)
