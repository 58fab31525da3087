"""Normalisation of maps."""

import torch
from torch import Tensor


def constant_value(value: Tensor, rule: str) -> Tensor:
    """Return the normalised value of constant maps.

    Args:
        value: (b), the value of each map.
        rule: ``'keep'``, ``'one_plus'``, ``'zero'`` or ``'nothing'``, which
            returns NaN; see ``Protocol.constant``.
    """
    if rule == 'keep':
        return value
    if rule == 'one_plus':
        return 1 + value
    return torch.full_like(value, 0 if rule == 'zero' else torch.nan)


def normalise_maps(
    maps: Tensor, how: str = 'min_max', constant: str = 'zero'
) -> Tensor:
    """Normalise maps (b n), see ``Protocol.normalise`` and ``.constant``.

    The result is zeros for a map without a positive value that is divided by
    its maximum, and for a constant map with the rule ``'nothing'``.
    """
    if how == 'none':
        return maps
    low, high = maps.amin(1, keepdim=True), maps.amax(1, keepdim=True)
    if how == 'max':
        return torch.where(high > 0, maps / high, 0.0)
    flat = high <= low
    value = constant_value(low, constant).nan_to_num(0.0)
    spread = torch.where(flat, 1.0, high - low)
    return torch.where(flat, value, (maps - low) / spread)
