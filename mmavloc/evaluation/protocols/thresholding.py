"""Thresholds of raw maps that equal a protocol's on normalised ones."""

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    constant_value,
    just_below,
    level_thresholds,
)

from .rules import Protocol, Threshold


def thresholds_at_levels(
    p: Protocol,
    threshold: Threshold,
    levels: Tensor,
    low: Tensor,
    high: Tensor,
) -> Tensor:
    """Find the values above which raw maps reach levels once normalised.

    Args:
        p: says how maps are normalised.
        threshold: says whether a level must be exceeded.
        levels: (q) of the maps' type.
        low, high: (b 1), smallest and largest value of each map.

    Returns:
        (b q) of the maps' type.
    """
    if p.normalise == 'none':
        found = levels.expand(len(low), -1)
        return found if threshold.strict else just_below(found)
    # On the host: a few numbers per map, and many small steps.
    lows, highs = low.cpu().numpy(), high.cpu().numpy()
    if p.normalise == 'max':
        shift, divisor = 0 * lows, np.where(highs > 0, highs, 1)
    else:
        shift = lows
        divisor = np.where(highs > lows, highs - lows, 1)
    found = torch.from_numpy(
        level_thresholds(
            lambda v: (v - shift) / divisor,
            lows,
            highs,
            levels.cpu().numpy(),
            strict=threshold.strict,
        )
    ).to(low.device)
    if p.normalise == 'max':
        return torch.where(high > 0, found, torch.inf)
    return found


def thresholds_of_constant_maps(
    p: Protocol,
    threshold: Threshold,
    levels: Tensor,
    value: Tensor,
) -> Tensor:
    """Find thresholds (b q) that keep all or nothing of constant maps.

    Args:
        p: says what min-max normalising makes of one value.
        threshold: the binarisation.
        levels: (q) of the maps' type.
        value: (b 1) of each map.
    """
    value = constant_value(value, p.constant)
    if threshold.rule == 'level':
        kept = value > levels if threshold.strict else value >= levels
    else:
        kept = value.isfinite() & (not threshold.strict)
        kept |= (value >= 1) & threshold.keep_ones
    return torch.where(kept, -torch.inf, torch.inf).to(value.dtype)
