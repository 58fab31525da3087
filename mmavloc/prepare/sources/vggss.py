"""VGG-SS: boxes for the middle frame of test clips of VGGSound."""

from pathlib import Path

from .box_files import Entry, annotated, box, read_entries
from .clip_source import Benchmark, Found, Search
from .frames import annotated_frame
from .groups import Group, choose, grouped
from .vggsound import clip_name


def entry(item: dict) -> Entry:
    """Read an entry of vggss.json: several boxes in fractions, one class."""
    boxes = tuple(box(values) for values in item['bbox'])
    return Entry(str(item['file']), boxes, (item['class'],) * len(boxes))


def find(search: Search) -> Found:
    """Find the clips of vggss.json: videos, or pictures and sounds."""
    groups = grouped(search.files, clip_name)
    frame = annotated_frame(search.fps)
    return annotated(
        [e for path in search.notes for e in read_entries(path, entry)],
        lambda e: choose(
            groups.get(clip_name(Path(f'{e.name}.mp4')), Group()),
            search.source,
            frame,
        ),
    )


BENCHMARK = Benchmark(find, ('vggss.json',))
