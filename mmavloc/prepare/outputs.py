"""What stands in a prepared folder beside its media: lists and records."""

import csv
import io
import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from mmavloc.formats.negative_lists import HEADER, NEGATIVE

from .clip import Settings, write_beside
from .journal import Journal, made_of
from .sources import WORK, Found, shown

VERSION = 2  # of the preparation; another one makes other files
MANIFEST, REJECTED, PREPARED = (
    'manifest.jsonl',
    'rejected.csv',
    'prepared.json',
)
SPLITS = ('train', 'test', 'vggsound_test')


def check_settings(out: Path, settings: Settings) -> None:
    """Note how a folder is made, and refuse another way.

    Raises:
        ValueError: it was begun in another way; says which.
        OutputError: it cannot be written.
    """
    wanted = asdict(settings) | {'version': VERSION}
    path = out / WORK / 'settings.json'
    if path.is_file():
        there = json.loads(path.read_text())
        changed = [
            f'{key} {there.get(key)} instead of {value}'
            for key, value in wanted.items()
            if there.get(key) != value
        ]
        if changed:
            raise ValueError(
                f'{out}: was made with {", ".join(changed)}; choose another '
                'folder for --out, or remove this one'
            )
    else:
        write_beside(path, json.dumps(wanted).encode(), out)


def write_outputs(
    out: Path, source: Path, settings: Settings, found: Found, journal: Journal
) -> tuple[list[dict], list[tuple[str, str, str]], dict[str, list]]:
    """Write manifest, lists, what was rejected, and that all is done.

    They depend on the clips alone, not on the order of the work. Clips whose
    source is gone or broken since are kept, as long as their own files are
    there.

    Returns:
        The records of the clips; file, id and cause of all that is none; and
        by the name of their list the negatives of which both clips are there.
    """
    records: dict[str, dict] = {}
    rejected: list[tuple[str, str, str]] = []
    for entry in journal.records.values():
        made = made_of(entry)
        if made and journal.whole(made):
            records[made['id']] = made
    for clip in found.clips:
        record = journal.records[journal.key(clip)]['record']
        if 'rejected' not in record:
            records[clip.id] = record
            continue
        files = [shown(path, source) for path in clip.files]
        if not files and clip.id in records:
            continue  # made before its files went
        for name in files or ['']:
            rejected.append((name, clip.id, record['rejected']))
    for path, cause in found.strays.items():
        rejected.append((shown(path, source), '', cause))
    rejected.sort()
    ordered = [records[name] for name in sorted(records)]
    lists: dict[str, list[str]] = defaultdict(list)
    for record in ordered:
        lists[record['split']].append(record['id'])
    for split in SPLITS:
        _write_text(out, f'{split}.txt', lists[split])
    negatives = {
        name: [pair for pair in pairs if records.keys() >= {*pair}]
        for name, pairs in found.negatives.items()
    }
    for name, pairs in negatives.items():
        rows = [','.join((*pair, NEGATIVE)) for pair in pairs]
        _write_text(out, name, [','.join(HEADER), *rows] if rows else [])
    _write_text(out, MANIFEST, [json.dumps(r) for r in ordered], True)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator='\n', quoting=csv.QUOTE_ALL)
    writer.writerows([('file', 'id', 'cause'), *rejected])
    # a file name may hold other line separators
    lines = table.getvalue().rstrip('\n').split('\n')
    _write_text(out, REJECTED, lines, True)
    counts = {
        'clips': len(ordered),
        'annotated': sum('annotation' in r['bytes'] for r in ordered),
        'with_problems': sum(bool(r['problems']) for r in ordered),
        'rejected': len(rejected),
        **{f'{split}.txt': len(lists[split]) for split in SPLITS},
        **{name: len(pairs) for name, pairs in negatives.items()},
    }
    facts = asdict(settings) | {'version': VERSION, 'counts': counts}
    _write_text(out, PREPARED, [json.dumps(facts, indent=1)])
    return ordered, rejected, negatives


def _write_text(
    out: Path, name: str, lines: list[str], always: bool = False
) -> None:
    """Write lines, if they are not there already; no lines, no file."""
    path = out / name
    if not lines and not always:
        path.unlink(missing_ok=True)
        return
    content = '\n'.join([*lines, '']).encode('utf-8', 'surrogateescape')
    if not lines:
        content = b''
    if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
        write_beside(path, content, out)
