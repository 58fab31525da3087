"""Results as files and tables.

Everywhere the same JSON: ``{split: {"localization/cIoU": {"value", "low",
"high", "n", "protocol"}}}``, in percent, with a 95 % interval. A cell whose
checkpoint was chosen by the test clips also has ``"selected_on": "test"``.
"""

import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mmavloc.formats.atomic import write_text

KEYS = {'value', 'low', 'high', 'n', 'protocol'}


def write_json(path: str | Path, content: dict) -> None:
    """Write JSON as a whole: no half-written file is ever read."""
    write_text(path, json.dumps(content, indent=1))


def check_out(path: str | Path) -> None:
    """Refuse a place that cannot be written, before the work and not after.

    Raises:
        ValueError: it is a folder, or its folder cannot be written.
    """
    path = Path(path)
    if path.is_dir():
        raise ValueError(f'--out {path}: a folder; want the name of a file')
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ValueError(
            f'--out {path}: cannot be written ({error.strerror}); want a file '
            'in a folder where you may write'
        ) from error


def read_results(path: str | Path) -> dict[str, dict[str, dict]]:
    """Read a results file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not JSON of this form.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such results; tools/test.py --out writes them'
        )
    try:
        results = json.loads(path.read_text(encoding='utf-8'))
        good = all(
            set(cell) >= KEYS
            for split in results.values()
            for cell in split.values()
        )
    except (ValueError, AttributeError, TypeError):
        good = False
    if not good:
        raise ValueError(
            f'{path}: no results file; want {{split: {{"map/metric": '
            f'{{{", ".join(sorted(KEYS))}}}}}}}, as tools/test.py --out '
            'writes it'
        )
    return results


def _size(cell: dict) -> str:
    """Tell the number of clips, and what the reader must know besides."""
    by = cell.get('selected_on')
    return f'{cell["n"]}, selected on {by}' if by else str(cell['n'])


def as_markdown(results: dict, metric: str) -> str:
    """Make a table of one metric: a row per map, a column per split.

    Splits without the metric have no column; an empty text if none has it.
    """
    rows: dict[str, dict[str, str]] = {}
    sizes: dict[str, str] = {}
    for split, cells in results.items():
        for key, cell in cells.items():
            row, _, name = key.partition('/')
            if name == metric:
                value = f'{cell["value"]:.1f}'
                interval = f'[{cell["low"]:.1f}, {cell["high"]:.1f}]'
                rows.setdefault(row, {})[split] = f'{value} {interval}'
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


def as_text(results: dict, width: int = 140) -> str:
    """Make a table for a terminal: a row per split and map."""
    metrics = dict.fromkeys(
        key.split('/')[1] for cells in results.values() for key in cells
    )
    table = Table('split', 'n', 'map', *metrics)
    for split, cells in results.items():
        for name in dict.fromkeys(key.split('/')[0] for key in cells):
            row = [cells.get(f'{name}/{metric}') for metric in metrics]
            first = next(c for c in row if c)
            texts = [
                f'{c["value"]:.1f} [{c["low"]:.1f}, {c["high"]:.1f}]'
                # means over groups are of fewer
                + (f', n = {c["n"]}' if c['n'] != first['n'] else '')
                if c
                else ''
                for c in row
            ]
            table.add_row(split, _size(first), name, *texts)
    console = Console(width=width)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
