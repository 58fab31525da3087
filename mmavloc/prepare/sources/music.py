"""MUSIC: frames of one or two players, and the sounds of their videos."""

from pathlib import Path

from .box_files import Entry, annotated, box, read_entries
from .clip_source import Benchmark, Found, Search
from .frames import FramePick, first_frame
from .groups import Group, choose, grouped


def entry(item: dict) -> Entry:
    """Read x y width height in fractions, of one or two players."""
    keys = [key for key in ('', '_src1', '_src2') if f'bbox{key}' in item]
    boxes = []
    for key in keys:
        x, y, width, height = box(item[f'bbox{key}'])
        boxes.append((x, y, x + width, y + height))
    labels = tuple(item[f'class{key}'] for key in keys)
    return Entry(str(item['file']), tuple(boxes), labels)


def find(search: Search) -> Found:
    """Find the frames, and the sound of the frame, segment or video."""
    groups = grouped(search.files, lambda path: path.stem)

    def facts(entry: Entry) -> dict:
        # <YouTube id>_<segment>_<frame>
        names = [entry.name]
        names += [entry.name.rsplit('_', count)[0] for count in (1, 2)]
        parts = [groups.get(name, Group()) for name in names]
        sounds = next((p.sound or p.video for p in parts if p.sound), [])
        sounds = sounds or next((p.video for p in parts if p.video), [])
        chosen = choose(
            Group(parts[0].picture, sounds),
            search.source,
            FramePick(first_frame),
        )
        if sounds and sounds[0].stem == names[2]:  # of the whole video
            rate = search.rates.of(Path(entry.name))
            chosen['undated'] = rate is None
            if rate is not None:
                chosen['second'] = int(entry.name.rsplit('_', 1)[1]) / rate
        return chosen

    entries = [e for path in search.notes for e in read_entries(path, entry)]
    return annotated(entries, facts)


BENCHMARK = Benchmark(find, ('music_solo.json', 'music_duet.json'))
