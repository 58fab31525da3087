"""Intervals over seeds and clips together."""

from collections.abc import Callable

import numpy as np

Array = np.ndarray
RESAMPLES = 2000


def mean_interval(values: Array, *, seed: int = 0) -> dict:
    """Mean over seeds and clips, with its 95 % interval over both.

    Seeds and clips are drawn with replacement, independently of each other.
    Of one seed it is the interval over clips alone.

    Args:
        values: (s n), a row per seed of the training, a column per clip.
        seed: of the draws.

    Returns:
        ``value``, ``low``, ``high``, ``n`` (clips) and ``seeds`` (how many).
    """
    values = np.asarray(values, dtype=float)
    return _interval([values], lambda means: means[0], seed)


def difference_interval(a: Array, b: Array, *, seed: int = 0) -> dict:
    """Mean of a minus mean of b, of the same seeds and other clips.

    Args:
        a: (s n).
        b: (s m).
        seed: of the draws.

    Returns:
        As :func:`mean_interval`; ``n`` is ``[n, m]``.
    """
    pair = [np.asarray(a, dtype=float), np.asarray(b, dtype=float)]
    return _interval(pair, lambda means: means[0] - means[1], seed)


def _interval(
    groups: list[Array], combine: Callable[[list], Array], seed: int
) -> dict:
    rng = np.random.default_rng(seed)
    count = len(groups[0])
    seeds = rng.multinomial(count, np.full(count, 1 / count), RESAMPLES)
    means = []
    for values in groups:
        n = values.shape[1]
        clips = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES)
        by_seed = clips @ values.T / n  # resamples x s
        means.append((seeds * by_seed).sum(axis=1) / count)
    low, high = np.quantile(combine(means), [0.025, 0.975])
    sizes = [values.shape[1] for values in groups]
    return {
        'value': float(combine([values.mean() for values in groups])),
        'low': float(low),
        'high': float(high),
        'n': sizes[0] if len(sizes) == 1 else sizes,
        'seeds': count,
    }
