"""Paired comparison of two systems on the same clips."""

import numpy as np

from .bootstrap import bootstrap_interval

CHUNK = 4_000_000  # signs drawn at a time, to bound the memory


def permutation_p_value(
    differences: np.ndarray, *, rounds: int = 10_000, seed: int = 0
) -> float:
    """Two-sided p-value of a paired permutation test on the mean difference.

    Under the null hypothesis, both signs of each clip's difference are
    equally probable. The p-value is the share of random sign assignments
    whose mean is at least as far from 0 as the observed one, which is
    included.

    Args:
        differences: (n), clip by clip.
        rounds: number of random draws.
        seed: seed of the draws.

    Raises:
        ValueError: there is no clip.
    """
    values = np.asarray(differences, dtype=np.float64)
    if not len(values):
        raise ValueError('no clip to compare; want at least one')
    values = values[values != 0]
    observed = abs(values.sum())
    rng = np.random.default_rng(seed)
    extreme, step = 1, max(1, CHUNK // max(1, len(values)))
    for begin in range(0, rounds, step):
        size = (min(step, rounds - begin), len(values))
        signs = rng.integers(0, 2, size, dtype=np.int8) * 2.0 - 1
        # The tolerance covers rounding errors of the sums.
        extreme += int((abs(signs @ values) >= observed * (1 - 1e-12)).sum())
    return extreme / (rounds + 1)


def paired_difference(
    first: np.ndarray, second: np.ndarray, *, seed: int = 0
) -> dict[str, float]:
    """Compare the values of two systems on the same clips, second - first.

    Args:
        first, second: (n), clip by clip in the same order.
        seed: seed of all draws.

    Returns:
        ``value``: the mean difference; ``low`` and ``high``: its 95 %
        bootstrap interval; ``p``: p-value of a permutation test; ``n``.

    Raises:
        ValueError: there is no clip, or the lengths differ.
    """
    if len(first) != len(second):
        raise ValueError(
            f'{len(first)} and {len(second)} clips; want the same clips'
        )
    differences = np.asarray(second, float) - np.asarray(first, float)
    p = permutation_p_value(differences, seed=seed)
    low, high = bootstrap_interval(differences[:, None], seed=seed)
    return {
        'value': float(differences.mean()),
        'low': float(low[0]),
        'high': float(high[0]),
        'p': p,
        'n': len(differences),
    }
