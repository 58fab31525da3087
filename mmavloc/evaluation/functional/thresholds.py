"""Thresholds of maps: pixels strictly above the threshold are predicted.

Each binarisation rule of the field is equivalent to one threshold per raw
map. Therefore maps need not be sorted or normalised, which would take more
time than all other steps.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

SAMPLES = 1024  # sampled values, which bracket an order statistic
NEAR = 12  # floating-point numbers on either side of a first estimate
# Sampled values on either side of a rank. This is two standard deviations of
# a random sample; a regular sample of a smooth map is more accurate. A value
# outside the bracket costs time only.
MARGIN = 32


def just_below(values: Tensor) -> Tensor:
    """Return the next smaller numbers: ``> result`` means ``>= values``."""
    return torch.nextafter(values, torch.full_like(values, -torch.inf))


def kth_smallest(maps: Tensor, ranks: Tensor) -> Tensor:
    """Return the values at 0-based ranks of each map, without sorting it.

    On the CPU, a sample brackets the rank, and only the values inside the
    bracket are searched. The result is exact, and several times faster than
    ``torch.kthvalue``.

    Args:
        maps: (b n).
        ranks: (b q) int64, 0..n-1.

    Returns:
        (b q), of the maps' dtype.
    """
    if maps.device.type != 'cpu':
        return maps.sort(dim=1).values.gather(1, ranks)
    rows = maps.detach().contiguous().numpy()
    found = np.empty(tuple(ranks.shape), dtype=rows.dtype)
    for i, wanted in enumerate(ranks.tolist()):
        sample = np.sort(rows[i, :: max(1, rows.shape[1] // SAMPLES)])
        for j, rank in enumerate(wanted):
            found[i, j] = _kth(rows[i], sample, rank)
    return torch.from_numpy(found)


def _kth(row: np.ndarray, sample: np.ndarray, rank: int) -> np.ndarray:
    place = len(sample) * rank // len(row)
    low = sample[max(place - MARGIN, 0)]
    high = sample[min(place + MARGIN, len(sample) - 1)]
    inside = row[(row >= low) & (row <= high)]
    position = rank - int(np.count_nonzero(row < low))
    if not 0 <= position < len(inside):
        inside, position = row, rank
    return np.partition(inside, position)[position]


def rank_thresholds(
    values: Tensor,
    highest: Tensor,
    *,
    strict: bool,
    keep_highest: bool = False,
) -> Tensor:
    """Return thresholds at values of the maps, such as their medians.

    Args:
        values: (b q), see :func:`kth_smallest`.
        highest: (b 1), the largest value of each map.
        strict: whether a predicted pixel must exceed the value, or may equal
            it.
        keep_highest: whether the highest pixels are predicted even if none
            exceeds the value.

    Returns:
        (b q).
    """
    if not strict:
        return just_below(values)
    if keep_highest:
        return torch.where(values >= highest, just_below(highest), values)
    return values


def level_thresholds(
    scale: Callable[[np.ndarray], np.ndarray],
    low: np.ndarray,
    high: np.ndarray,
    levels: np.ndarray,
    *,
    strict: bool,
) -> np.ndarray:
    """Return thresholds of raw maps that equal levels of normalised maps.

    The result is exact. Normalisation is monotonic, also in floating point.
    So there is a largest raw value whose normalised value is not predicted,
    and bisection over the floating-point numbers finds it. The arithmetic is
    numpy on the CPU, because these are few numbers per map.

    Args:
        scale: normalisation, from raw values (b q) to normalised ones.
        low, high: (b 1), smallest and largest value of each map.
        levels: (q), of the maps' dtype.
        strict: whether a predicted pixel must exceed the level, or may equal
            it.

    Returns:
        (b q), of the maps' dtype.
    """
    b, q = len(low), len(levels)

    def passes(order: np.ndarray, levels: np.ndarray) -> np.ndarray:
        scaled = scale(_from_order(order))
        return scaled > levels if strict else scaled >= levels

    # Invariant: `under` does not pass, `over` does.
    under = np.broadcast_to(_to_order(np.nextafter(low, -np.inf)), (b, q))
    over = np.broadcast_to(_to_order(np.nextafter(high, np.inf)), (b, q))
    # The result is nearly always among the neighbours of the result in exact
    # arithmetic; all of them are tested at once.
    guess = _to_order((low + levels * (high - low)).astype(low.dtype))
    near = guess[:, :, None] + np.arange(-NEAR, NEAR + 1, dtype=guess.dtype)
    good = passes(near.reshape(b, -1), levels.repeat(2 * NEAR + 1))
    good = good.reshape(near.shape)
    first = good.argmax(axis=2)
    turn = np.take_along_axis(near, first[:, :, None], axis=2)[:, :, 0]
    inside = good.any(axis=2) & (first > 0) & (turn > under) & (turn <= over)
    over = np.where(inside, turn, over)
    under = np.where(inside, turn - 1, under)
    while (under + 1 < over).any():
        # the mean, computed without overflow
        middle = (under >> 1) + (over >> 1) + (under & over & 1)
        good = passes(middle, levels)
        over = np.where(good, middle, over)
        under = np.where(good, under, middle)
    return _from_order(under)


def _to_order(values: np.ndarray) -> np.ndarray:
    """Map floating-point numbers to integers of the same order."""
    whole = np.int32 if values.dtype == np.float32 else np.int64
    bits = np.ascontiguousarray(values).view(whole)
    return np.where(bits < 0, bits ^ np.iinfo(whole).max, bits)


def _from_order(order: np.ndarray) -> np.ndarray:
    bits = np.where(order < 0, order ^ np.iinfo(order.dtype).max, order)
    return bits.view(np.float32 if order.dtype == np.int32 else np.float64)


def mean_of_highest(
    maps: Tensor, share: float, buffer: Tensor | None = None
) -> Tensor:
    """Mean (b) float64 of the highest ``int(n * share)`` values of maps (b n).

    With a share of 0.25, this is SLAVC's confidence that something sounds. A
    buffer like the maps avoids an allocation.
    """
    count = int(maps.shape[1] * share)
    ranks = torch.full((len(maps), 1), maps.shape[1] - count)
    threshold = kth_smallest(maps, ranks.to(maps.device))
    # the excess over the lowest of these values; ties with it add 0
    excess = torch.sub(maps, threshold, out=buffer).clamp_(min=0)
    return threshold[:, 0].double() + excess.sum(1).double() / count
