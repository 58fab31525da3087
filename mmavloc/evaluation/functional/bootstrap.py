"""How sure a mean over clips is."""

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

    Clips are drawn with replacement, the same draw for every column: the
    interval of a column of differences is that of a paired comparison.

    Args:
        values: (n k), a row per clip and a column per score.
        confidence: share of resampled means inside.
        resamples: number of draws.
        seed: of the draws; equal values give equal intervals.

    Returns:
        Lower and upper ends, each (k).

    Raises:
        ValueError: no clip.
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
        # How often each clip is drawn decides the mean; its place does not.
        counts = rng.multinomial(n, np.full(n, 1 / n), size=end - begin)
        means[begin:end] = counts @ values / n
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high
