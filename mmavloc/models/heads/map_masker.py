"""Masks of logits, hard and soft, as ACL-SSL makes them."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS

EPS = 1e-7


def feature_mask(logits: Tensor, *, sharpness: float = 0.07) -> Tensor:
    """Soft masks in 0..1 of logits (... h w), each scaled to 0..1 first."""
    low = logits.amin(dim=(-2, -1), keepdim=True)
    high = logits.amax(dim=(-2, -1), keepdim=True)
    scaled = (logits - low) / (high - low + EPS)
    return ((scaled - 0.5) / sharpness).sigmoid()


def hard_mask(logits: Tensor, noise: Tensor) -> Tensor:
    """Masks of 0 and 1 with the gradient of the soft one.

    The Gumbel sigmoid of temperature 1, straight through.

    Args:
        logits: of any shape.
        noise: uniform in 0..1, of that shape, both ends excluded.
    """
    soft = (logits + noise.log() - (1 - noise).log()).sigmoid()
    hard = (soft > 0.5).to(soft)
    return hard - soft.detach() + soft


@MODELS.register_module()
class MapMasker(BaseModule):
    """Two learned numbers that turn logits into maps and masks.

    Args:
        w, b: where they begin.
        scale_map: released maps are ``sigmoid(x + b / w)`` (False); the
            training scales too, ``sigmoid(w x + b)`` (True).
    """

    def __init__(
        self,
        *,
        w: float = 10.0,
        b: float = 14.0,
        scale_map: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.w = nn.Parameter(torch.tensor(w))
        self.b = nn.Parameter(torch.tensor(b))
        self.scale_map = scale_map

    def maps(self, logits: Tensor) -> Tensor:
        """Return maps in 0..1 of logits."""
        if self.scale_map:
            return (self.w * logits + self.b).sigmoid()
        return (logits + self.b / self.w).sigmoid()

    def masks(self, logits: Tensor, noise: Tensor | None = None) -> Tensor:
        """Return :func:`hard_mask` of logits; noise is drawn if not given."""
        if noise is None:
            noise = torch.rand_like(logits).clamp(EPS, 1 - EPS)
        return hard_mask(self.w * logits + self.b, noise)
