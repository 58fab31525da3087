"""Bootstrap intervals of scores over clips."""

from collections.abc import Callable

import numpy as np

CHUNK = 8_000_000  # numbers drawn at a time, to bound the memory


def bootstrap_interval(
    values: np.ndarray,
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile bootstrap interval of means over clips.

    Clips are drawn with replacement, with the same draws for every column.
    Therefore the interval of a column of differences is that of a paired
    comparison.

    Args:
        values: (n k), a row per clip and a column per score.
        confidence: share of resampled means inside the interval.
        resamples: number of draws.
        seed: seed of the draws; the same values have the same interval.

    Returns:
        Lower and upper ends, each (k).

    Raises:
        ValueError: there is no clip.
    """
    values = np.asarray(values, dtype=np.float64)
    n = len(values)
    if n == 0:
        raise ValueError('no clip to draw from; want at least one')
    rng = np.random.default_rng(seed)
    means = np.empty((resamples, values.shape[1]))
    step = max(1, CHUNK // n)
    for begin in range(0, resamples, step):
        end = min(begin + step, resamples)
        # The mean depends only on how often each clip is drawn.
        counts = rng.multinomial(n, np.full(n, 1 / n), size=end - begin)
        means[begin:end] = counts @ values / n
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high


def bootstrap_statistic(
    statistic: Callable[[np.ndarray], float],
    n: int,
    *,
    confidence: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile bootstrap interval of any score of n clips.

    For scores that are not a mean over clips, such as average precision.

    Args:
        statistic: returns the score for the indices of the drawn clips.
        n: number of clips.
        confidence: share of resampled values inside the interval.
        resamples: number of draws.
        seed: seed of the draws.

    Raises:
        ValueError: there is no clip.
    """
    if n == 0:
        raise ValueError('no clip to draw from; want at least one')
    rng = np.random.default_rng(seed)
    values = [statistic(rng.integers(n, size=n)) for _ in range(resamples)]
    tail = (1 - confidence) / 2
    ends = np.quantile(np.array(values), [tail, 1 - tail])
    return float(ends[0]), float(ends[1])
