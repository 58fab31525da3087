"""Several sources that sound at once: average precision of their maps.

What some released code does is not reproduced here: passing truth and map to
the average precision in each other's place, reading boxes of x, y, width and
height as two corners, truth beyond 1, and calling the mean IoU a success
rate.
"""

from itertools import permutations

import torch
from torch import Tensor


def pixel_ap(maps: Tensor, truth: Tensor) -> Tensor:
    """Average precision of pixels, one number per map.

    The mean precision over the true pixels' ranks, where pixels of equal
    value enter together: sum over distinct values of (R - R before) P.

    Args:
        maps: (b n), any scale.
        truth: (b n) bool.

    Returns:
        (b) float64; 0 where nothing is true.
    """
    values, order = maps.double().sort(dim=1, descending=True)
    right = truth.to(torch.float64).gather(1, order)
    true = right.cumsum(1)
    found = torch.arange(1, maps.shape[1] + 1, device=maps.device)
    precision = true / found
    # A value's precision is that of the last pixel which has it.
    last = torch.ones_like(values, dtype=torch.bool)
    last[:, :-1] = values[:, :-1] != values[:, 1:]
    place = torch.where(last, found - 1, maps.shape[1] - 1)
    place = place.flip(1).cummin(1).values.flip(1)
    total = true[:, -1]
    ap = (right * precision.gather(1, place)).sum(1)
    return torch.where(total > 0, ap / total.clamp_min(1), 0.0)


def source_ap(maps: Tensor, truth: Tensor) -> Tensor:
    """Average precision of every map against every source of its clip.

    Args:
        maps: (b k h w), a map per predicted source.
        truth: (b j h w) bool, the true sources.

    Returns:
        (b k j) float64.
    """
    b, k = maps.shape[:2]
    j = truth.shape[1]
    pairs = maps.flatten(2)[:, :, None].expand(b, k, j, -1)
    wanted = truth.flatten(2)[:, None].expand(b, k, j, -1)
    scores = pixel_ap(pairs.flatten(0, 2), wanted.flatten(0, 2))
    return scores.view(b, k, j)


def class_aware_ap(scores: Tensor) -> Tensor:
    """CAP (b): mean AP where map i is meant for source i.

    Args:
        scores: (b k j), see :func:`source_ap`; sources without a map (k < j)
            score 0, maps without a source count for nothing.
    """
    matched = scores.diagonal(dim1=1, dim2=2)
    return matched.sum(1) / scores.shape[2]


def permutation_invariant_ap(scores: Tensor) -> Tensor:
    """PIAP (b): mean AP under the best assignment of maps to sources.

    For systems that part sources without naming them. Tries every
    assignment, so j is a handful.

    Args:
        scores: (b k j), see :func:`source_ap`; where there are fewer maps
            than sources, a source without one scores 0.
    """
    b, k, j = scores.shape
    if k < j:
        scores = torch.cat([scores, scores.new_zeros(b, j - k, j)], dim=1)
    columns = torch.arange(j, device=scores.device)
    choices = torch.tensor(
        list(permutations(range(max(k, j)), j)), device=scores.device
    )
    return scores[:, choices, columns].mean(dim=2).amax(dim=1)
