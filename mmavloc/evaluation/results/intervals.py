"""A tree of scores of a data set, each with its interval."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from mmavloc.evaluation.functional import (
    bootstrap_interval,
    bootstrap_statistic,
)

Path = tuple[str | int, ...]


class IntervalTree:
    """Scores with nested keys, and a tree of their intervals.

    Means over the same clips share their bootstrap draws, which makes them
    comparable and faster.

    Args:
        seed: seed of the draws.
        resamples: number of draws for scores that are not a mean over clips.
    """

    def __init__(self, *, seed: int = 0, resamples: int = 500):
        self.seed = seed
        self.resamples = resamples
        self.values: dict = {}
        self.intervals: dict = {}
        self._columns: dict[str, list] = defaultdict(list)

    def plain(self, path: Path, value: float | int) -> None:
        """Add a number without an interval, such as a count."""
        _put(self.values, path, value)

    def mean(self, path: Path, column: np.ndarray, rows: str) -> None:
        """Add the mean of a column; nothing if the column is empty.

        Args:
            path: keys, outermost first.
            column: (n), or (n q) for a list of q means.
            rows: name of the set of n rows; columns of equal names share
                their draws.
        """
        column = np.asarray(column, dtype=np.float64)
        if not len(column):
            return
        value = column.mean(axis=0)
        _put(self.values, path, value.tolist())
        self._columns[rows].append((path, column))

    def statistic(
        self, path: Path, function: Callable[[np.ndarray], float], n: int
    ) -> None:
        """Add a score that is a function of the indices of n clips."""
        if not n:
            return
        _put(self.values, path, float(function(np.arange(n))))
        interval = bootstrap_statistic(
            function, n, resamples=self.resamples, seed=self.seed
        )
        _put(self.intervals, path, list(interval))

    def finish(self) -> tuple[dict, dict]:
        """Return values and 95 % intervals, trees of the same form."""
        for columns in self._columns.values():
            wide = [np.reshape(c, (len(c), -1)) for _, c in columns]
            ends = bootstrap_interval(np.hstack(wide), seed=self.seed)
            pairs = np.stack(ends, axis=1).tolist()
            for (path, column), block in zip(columns, wide, strict=True):
                mine, pairs = pairs[: block.shape[1]], pairs[block.shape[1] :]
                _put(
                    self.intervals, path, mine if column.ndim > 1 else mine[0]
                )
        self._columns.clear()
        return _listed(self.values), _listed(self.intervals)


def _put(tree: dict, path: Path, value) -> None:
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = value


def _listed(tree):
    """Turn dicts with the keys 0, 1, ... into lists."""
    if not isinstance(tree, dict):
        return tree
    items = {key: _listed(value) for key, value in tree.items()}
    if items and all(isinstance(key, int) for key in items):
        return [items[key] for key in sorted(items)]
    return items
