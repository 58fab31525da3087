"""Thresholds on raw maps, equivalent to those on normalised maps."""

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
    """Find the thresholds on raw maps that equal levels of normalised maps.

    Args:
        p: defines how maps are normalised.
        threshold: defines whether a level must be exceeded.
        levels: (q), of the maps' dtype.
        low, high: (b 1), smallest and largest value of each map.

    Returns:
        (b q), of the maps' dtype.
    """
    if p.normalise == 'none':
        found = levels.expand(len(low), -1)
        return found if threshold.strict else just_below(found)
    # On the CPU: these are many small operations on few numbers.
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
    """Find thresholds (b q) for constant maps: all pixels or none.

    Args:
        p: defines the value of a normalised constant map.
        threshold: the binarisation.
        levels: (q), of the maps' dtype.
        value: (b 1), the value of each map.
    """
    value = constant_value(value, p.constant)
    if threshold.rule == 'level':
        kept = value > levels if threshold.strict else value >= levels
    else:
        kept = value.isfinite() & (not threshold.strict)
        kept |= (value >= 1) & threshold.keep_ones
    return torch.where(kept, -torch.inf, torch.inf).to(value.dtype)
