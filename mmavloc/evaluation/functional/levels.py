"""Levels, and what is averaged over them."""

import torch
from torch import Tensor


def levels(q: int = 21, device: torch.device | str = 'cpu') -> Tensor:
    """Return q levels from 0 to 1, each ``step * i`` in float64.

    Others multiply too: 0.05 * 3 is slightly above 0.15, so that a score of
    exactly 0.15 is below it.
    """
    return torch.arange(q, dtype=torch.float64, device=device) * (1 / (q - 1))


def success(ciou: Tensor, level: float = 0.5) -> Tensor:
    """Whether each consensus IoU reaches a level, inclusively, as 0 or 1."""
    return (ciou >= level).double()


def area_under(curve: Tensor) -> Tensor:
    """Area under curves (... q) over 0..1, by the trapezium rule."""
    inner = curve[..., 1:-1].sum(-1)
    ends = (curve[..., 0] + curve[..., -1]) / 2
    return (inner + ends) / (curve.shape[-1] - 1)


def success_area(ciou: Tensor, q: int = 21) -> Tensor:
    """Area under each clip's success (b) as the level rises over q levels.

    The mean over clips is the area under the share of successes.
    """
    return area_under((ciou[:, None] >= levels(q, ciou.device)).double())
