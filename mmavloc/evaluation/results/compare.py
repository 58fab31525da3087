"""Compare two systems clip by clip."""

import json
from pathlib import Path

import numpy as np
import torch

from mmavloc.evaluation.functional import paired_difference, success_area

from .files import read_results

Table = dict[tuple[str, str], dict[str, float]]


def read_clips(path: str | Path) -> Table:
    """Read the values of each clip, in percent.

    Args:
        path: what ``tools/test.py --out`` wrote, whose clips lie beside it,
            or what ``tools/score_maps.py --out`` wrote.

    Returns:
        (split or protocol, score) -> id -> value. The score of a test run is
        ``<map>/<metric> by <protocol>``.

    Raises:
        FileNotFoundError, ValueError: no such file, or of neither form.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such results; tools/test.py --out and '
            'tools/score_maps.py --out write them'
        )
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        saved = all('per_sample' in part for part in content.values())
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(
            f'{path}: no results ({error}); want what tools/test.py --out or '
            'tools/score_maps.py --out writes'
        ) from error
    if saved and content:
        return _of_saved_maps(content)
    summary = read_results(path)
    beside = path.with_suffix('.clips.json')
    if not beside.is_file():
        raise FileNotFoundError(
            f'{beside}: no values of the clips beside {path.name}; keep both '
            'files that tools/test.py --out writes'
        )
    table: Table = {}
    clips = json.loads(beside.read_text(encoding='utf-8'))
    for split, cells in summary.items():
        for key, cell in cells.items():
            name, _, metric = key.partition('/')
            if name == 'gap':
                continue
            plain = key.partition('@')[0]
            table[split, f'{plain} by {cell["protocol"]}'] = {
                i: maps[name][metric] for i, maps in clips[split].items()
            }
    return table


def _of_saved_maps(content: dict[str, dict]) -> Table:
    table: Table = {}
    for protocol, part in content.items():
        # Clips in which nothing sounds have no place in a mean of scores;
        # where neither truth nor prediction is, a clip counts 0.
        seen = part.get('extra', {}).get('n_boxes', {})
        values = {
            i: value or 0.0
            for i, value in part['per_sample'].items()
            if seen.get(i, 1)
        }
        ciou = torch.tensor(list(values.values()), dtype=torch.float64)
        for metric, column in (
            ('cIoU', (ciou >= 0.5).double()),
            ('AUC', success_area(ciou)),
            ('cIoU_tau', ciou),
        ):
            pairs = zip(values, (100 * column).tolist(), strict=True)
            table[protocol, metric] = dict(pairs)
    return table


def compare_files(
    first: str | Path, second: str | Path, *, seed: int = 0
) -> dict[str, dict[str, dict]]:
    """Compare what two files have in common, second minus first.

    Args:
        first, second: see :func:`read_clips`.
        seed: of all draws.

    Returns:
        Split or protocol -> score -> ``value`` (points), ``low``, ``high``
        (95 %), ``p`` (two-sided permutation test), ``n``, ``first`` and
        ``second`` (means, percent). Many scores are many tests: one in
        twenty is below 0.05 by chance.

    Raises:
        FileNotFoundError, ValueError: see :func:`read_clips`; nothing in
            common, or not the same clips.
    """
    a, b = read_clips(first), read_clips(second)
    common = [key for key in a if key in b]
    if not common:
        raise ValueError(
            f'{first} and {second} have no score in common: '
            f'{_some(a)}, and {_some(b)}; want the same split and protocol'
        )
    found: dict[str, dict[str, dict]] = {}
    for part, score in common:
        mine, other = a[part, score], b[part, score]
        if alone := sorted(set(mine) ^ set(other)):
            raise ValueError(
                f'{part}: {len(alone)} clips are in one of {first} and '
                f'{second} only, first {alone[0]}; want the same clips'
            )
        ids = sorted(mine)
        x = np.array([mine[i] for i in ids])
        y = np.array([other[i] for i in ids])
        found.setdefault(part, {})[score] = {
            **paired_difference(x, y, seed=seed),
            'first': float(x.mean()),
            'second': float(y.mean()),
        }
    return found


def _some(table: Table) -> str:
    keys = [' '.join(key) for key in table]
    return ', '.join(keys[:3]) + (', ...' if len(keys) > 3 else '')
