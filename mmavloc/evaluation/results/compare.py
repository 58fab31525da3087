"""Compare two systems clip by clip."""

from pathlib import Path

import numpy as np

from mmavloc.evaluation.functional import paired_difference

from .clip_files import SAVED, read_clip_table
from .clip_table import ClipTable
from .clip_values import CLIP_METRICS
from .files import read_results

# (split or protocol, score) -> id -> percent
Scores = dict[tuple[str, str], dict[str, float]]


def compare_files(
    first: str | Path, second: str | Path, *, seed: int = 0
) -> dict[str, dict[str, dict]]:
    """Compare what two files have in common, second minus first.

    Args:
        first, second: see :func:`read_clip_table`.
        seed: of all draws.

    Returns:
        Split (of a test run) or protocol (of saved maps) -> score ->
        ``value`` (points), ``low``, ``high`` (95 %), ``p`` (two-sided
        permutation test), ``n``, ``first`` and ``second`` (means, percent).
        Many scores are many tests: one in twenty is below 0.05 by chance.

    Raises:
        FileNotFoundError, ValueError: see :func:`read_clip_table`; nothing in
            common, not the same clips, or different versions of the
            synthetic data.
    """
    check_same_world(first, second)
    a, b = (scores_of(read_clip_table(path)) for path in (first, second))
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


def check_same_world(first: str | Path, second: str | Path) -> None:
    """Refuse results on different versions of the synthetic data.

    Raises:
        ValueError: both files are results and carry different versions, or
            only one carries any.
    """
    versions = []
    for path in (first, second):
        try:
            splits = read_results(path)
        except (FileNotFoundError, ValueError):
            return  # scores of saved maps
        cells = [cell for split in splits.values() for cell in split.values()]
        versions.append({cell.get('world') for cell in cells} - {None})
    if versions[0] != versions[1]:
        names = [', '.join(map(str, v)) or 'before 3' for v in versions]
        raise ValueError(
            f'{first} was computed on version {names[0]} of SoundingShapes '
            f'and {second} on version {names[1]}; want results on the same '
            'world'
        )


def scores_of(table: ClipTable) -> Scores:
    """Name each score of a table, with the clips that have it.

    That of a test run is ``<map>/<metric> by <protocol>`` of a split, that of
    saved maps ``<metric>`` of a protocol.
    """
    scores: Scores = {}
    for split, part in table.splits().items():
        ids = [clip.sample_id for clip in part.clips]
        for name, protocol in part.keys:
            for metric in part.metrics(name, protocol):
                if metric not in CLIP_METRICS:
                    continue
                key = (split, f'{name}/{metric} by {protocol}')
                if name == SAVED:
                    key = (protocol, metric)
                column = part.column(name, metric, protocol).tolist()
                scores[key] = {
                    i: value
                    for i, value in zip(ids, column, strict=True)
                    if value == value
                }
    return scores


def _some(scores: Scores) -> str:
    keys = [' '.join(key) for key in scores]
    return ', '.join(keys[:3]) + (', ...' if len(keys) > 3 else '')
