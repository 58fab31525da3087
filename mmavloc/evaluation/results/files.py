"""Results files and tables.

All tools write the same JSON: ``{split: {"localization/cIoU": {"value",
"low", "high", "n", "protocol"}}}``, in percent, with a 95 % interval. If test
clips selected the checkpoint, each cell also has ``"selected_on": "test"``;
cells on SoundingShapes have its version as ``world``, and ``trained_world`` if
the checkpoint was trained on another version.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from mmavloc.formats.atomic import atomic_file, write_text

from .clip_table import ClipTable
from .clip_values import CLIP_METRICS
from .summary import Cells, format_cell, key_of

PROVENANCE = 'provenance'  # key next to the splits, see add_provenance
KEYS = {'value', 'low', 'high', 'n', 'protocol'}


def write_json(path: str | Path, content: dict) -> None:
    """Write a JSON file atomically."""
    write_text(path, json.dumps(content, indent=1))


def write_maps(path: str | Path, maps: Mapping[str, np.ndarray]) -> None:
    """Write an .npz file atomically."""
    # an open file, because numpy adds a suffix to names without it
    with atomic_file(path) as file:
        np.savez_compressed(file, **maps)


def clips_file(path: str | Path) -> Path:
    """Return the path of the per-clip values of a results file."""
    path = Path(path)  # of results.json, results.clips.json
    return path.with_name(f'{path.name.removesuffix(".json")}.clips.json')


def write_results(
    path: str | Path, summary: dict[str, Cells], table: ClipTable
) -> None:
    """Write the values of each clip, and then the results.

    Args:
        path: path of the results; if it exists, both files are complete.
        summary: split -> key -> cell.
        table: the clips, in fractions; negative clips are not written.
    """
    splits: dict[str, dict] = {}
    first = table.protocols[0]
    visible = [clip.visible for clip in table.clips]
    for row in table.percent().select(visible).rows():
        maps = splits.setdefault(row.clip.split, {}).setdefault(
            row.clip.sample_id, {}
        )
        for (name, protocol), values in row.values.items():
            mine = maps.setdefault(name, {})
            for metric, value in values.items():
                if metric in CLIP_METRICS and value == value:
                    key = key_of('', metric, protocol, first)[1:]
                    mine[key] = value
        for mine in maps.values():  # metrics without a protocol at the end
            for metric in [m for m in mine if _is_once(m)]:
                mine[metric] = mine.pop(metric)
    write_json(clips_file(path), splits)
    write_json(path, summary)


def _is_once(key: str) -> bool:
    return key in CLIP_METRICS and CLIP_METRICS[key].once


def check_out(path: str | Path) -> None:
    """Check before a run that an output file can be written.

    Raises:
        ValueError: the path is a folder, or its folder is not writable.
    """
    path = Path(path)
    if path.is_dir():
        raise ValueError(f'--out {path}: is a folder; want the path of a file')
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ValueError(
            f'--out {path}: cannot be written ({error.strerror}); want a file '
            'in a writable folder'
        ) from error


def read_results(path: str | Path) -> dict[str, dict[str, dict]]:
    """Read a results file: split -> key -> cell, without its provenance.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not JSON of this form.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such results file; want one that tools/test.py --out '
            'wrote'
        )
    try:
        results = json.loads(path.read_text(encoding='utf-8'))
        results.pop(PROVENANCE, None)
        good = all(
            set(cell) >= KEYS
            for split in results.values()
            for cell in split.values()
        )
    except (ValueError, AttributeError, TypeError):
        good = False
    if not good:
        raise ValueError(
            f'{path}: not a results file; want {{split: {{"map/metric": '
            f'{{{", ".join(sorted(KEYS))}}}}}}}, as tools/test.py --out '
            'writes it'
        )
    return results


def add_provenance(path: str | Path, facts: dict) -> None:
    """Add the provenance to a results file.

    Args:
        path: path of the results.
        facts: name -> value, such as the config and the checkpoint.
    """
    results = read_results(path)
    write_json(path, results | {PROVENANCE: facts})


def _size(cell: dict) -> str:
    """Return the number of clips, with notes on the checkpoint."""
    text = str(cell['n'])
    if by := cell.get('selected_on'):
        text += f', selected on {by}'
    if version := cell.get('trained_world'):
        text += f', trained on version {version}'
    return text


def results_markdown(results: dict, metric: str) -> str:
    """Make a table of one metric: a row per map, a column per split.

    Splits without the metric have no column. Returns '' if no split has it.
    """
    rows: dict[str, dict[str, str]] = {}
    sizes: dict[str, str] = {}
    for split, cells in results.items():
        for key, cell in cells.items():
            row, _, name = key.partition('/')
            if name == metric:
                rows.setdefault(row, {})[split] = format_cell(cell)
                sizes[split] = _size(cell)
    if not rows:
        return ''
    heads = [f'{split} (n = {n})' for split, n in sizes.items()]
    lines = [
        '| map | ' + ' | '.join(heads) + ' |',
        '|---|' + '---|' * len(heads),
    ]
    for row, cells in rows.items():
        texts = [cells.get(split, '') for split in sizes]
        lines.append(f'| {row} | ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)


def as_text(results: dict) -> str:
    """Make a table for a terminal: a row per split, map and protocol.

    The protocol is named in the rows if there are several. A row is one line.

    Args:
        results: of ``ConsensusIoU``, split -> key -> cell.
    """
    rows: dict[tuple[str, str, str], dict[str, dict]] = {}
    for split, cells in results.items():
        for key, cell in cells.items():
            name, _, metric = key.rpartition('/')
            row = rows.setdefault((split, name, cell['protocol']), {})
            row[metric.partition('@')[0]] = cell
    metrics = dict.fromkeys(metric for row in rows.values() for metric in row)
    several = len({protocol for *_, protocol in rows}) > 1
    heads = ('split', 'n', 'map', *(['protocol'] if several else []))
    table = Table(*heads, *metrics)
    for (split, name, protocol), row in rows.items():
        first = next(iter(row.values()))
        texts = [_text(row.get(metric), first) for metric in metrics]
        named = [protocol] if several else []
        table.add_row(split, _size(first), name, *named, *texts)
    console = Console(width=1000)  # the table is as wide as its cells
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _text(cell: dict | None, first: dict) -> str:
    """Write a cell, with its n if that differs from the row's."""
    if cell is None:
        return ''
    # means over groups have another n
    size = f', n = {cell["n"]}' if cell['n'] != first['n'] else ''
    return format_cell(cell) + size
