"""Compare two systems clip by clip."""

from pathlib import Path

import numpy as np

from mmavloc.evaluation.functional import paired_difference

from .clip_files import SAVED, read_clip_table
from .clip_table import ClipTable
from .clip_values import CLIP_METRICS
from .worlds import check_same_version

# (split or protocol, score) -> id -> percent
Scores = dict[tuple[str, str], dict[str, float]]


def compare_files(
    first: str | Path, second: str | Path, *, seed: int = 0
) -> dict[str, dict[str, dict]]:
    """Compare the scores that two files have in common, second minus first.

    Args:
        first, second: paths, see :func:`read_clip_table`.
        seed: seed of bootstrap and permutation test.

    Returns:
        Split (of a test run) or protocol (of saved maps) -> score ->
        ``value`` (points), ``low``, ``high`` (95 %), ``p`` (two-sided
        permutation test), ``n``, ``first`` and ``second`` (means, percent).
        Each score is a test of its own: one in twenty has p below 0.05 by
        chance.

    Raises:
        FileNotFoundError: see :func:`read_clip_table`.
        ValueError: see :func:`read_clip_table`; or the files have no score in
            common, other clips, or other versions of the synthetic data.
    """
    check_same_version(first, second)
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
                f'{part}: {len(alone)} clips are in only one of {first} and '
                f'{second}, the first is {alone[0]}; want the same clips'
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


def scores_of(table: ClipTable) -> Scores:
    """Return the scores of a table, with the value of each clip.

    Keys are (split, ``<map>/<metric> by <protocol>``) for a test run, and
    (protocol, metric) for saved maps.
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
