"""Levels of consensus IoU, and success at them."""

import torch
from torch import Tensor


def levels(q: int = 21, device: torch.device | str = 'cpu') -> Tensor:
    """Return q levels from 0 to 1, each ``step * i`` in float64.

    Released evaluators multiply too: 0.05 * 3 is slightly above 0.15, so that
    a score of exactly 0.15 is below this level.
    """
    return torch.arange(q, dtype=torch.float64, device=device) * (1 / (q - 1))


def success(ciou: Tensor, level: float = 0.5) -> Tensor:
    """Return 1 where the consensus IoU is at least the level, else 0."""
    return (ciou >= level).double()


def area_under(curve: Tensor) -> Tensor:
    """Area under curves (... q) over 0..1, by the trapezoidal rule."""
    inner = curve[..., 1:-1].sum(-1)
    ends = (curve[..., 0] + curve[..., -1]) / 2
    return (inner + ends) / (curve.shape[-1] - 1)


def success_area(ciou: Tensor, q: int = 21) -> Tensor:
    """Area (b) under the success of each clip as the level rises.

    The mean over clips is the area under the share of successful clips.
    """
    return area_under((ciou[:, None] >= levels(q, ciou.device)).double())
