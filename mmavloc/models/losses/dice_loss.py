"""Dice loss between a map and the consensus map."""

import torch
from torch import Tensor, nn

from mmavloc.registry import MODELS


def dice_coefficient(u: Tensor, g: Tensor, eps: float = 1.0) -> Tensor:
    """Dice coefficient of soft maps, without the usual factor 2 (Eq. 10).

    ``(sum(G U) + eps / 2) / (sum(G) + sum(U) + eps)``, clip by clip; with
    ``eps=0`` it is Eq. 10 itself, in [0, 1/2]. ``eps`` avoids 0/0: the
    coefficient of two empty maps is 1/2.

    Args:
        u: predicted maps (b h w) in [0, 1].
        g: consensus maps (b h w) in [0, 1].
        eps: smoothing term in pixels.

    Returns:
        (b), in the precision of the maps.

    Raises:
        ValueError: the maps differ in shape.
    """
    if u.shape != g.shape or u.ndim != 3:
        raise ValueError(
            f'maps of shape {tuple(u.shape)} and consensus maps of '
            f'{tuple(g.shape)}; both need the same shape b x h x w '
            '(DrawConsensus draws at the size of the image)'
        )
    overlap = (g * u).sum(dim=(1, 2))
    return (overlap + eps / 2) / (g.sum(dim=(1, 2)) + u.sum(dim=(1, 2)) + eps)


@MODELS.register_module()
class DiceLoss(nn.Module):
    """The supervised loss, ``1 - 2 DC`` (Eq. 10), averaged over clips.

    The factor 2 makes the loss of a perfect binary map 0 and does not change
    the direction of the gradient. The loss is
    ``1 - (2 sum(G U) + eps) / (sum(G) + sum(U) + eps)``, in [0, 1]. If G is
    empty, for example after a crop, it is ``sum(U) / (sum(U) + eps)``: 0 for
    an empty U and nearly 1 for any other. If G is not binary, U = G does not
    have loss 0. The loss is a ratio of linear functions of each pixel of U,
    so that its minimum is at a binary map.

    Args:
        eps: see :func:`dice_coefficient`.
        loss_weight: factor on the loss.
    """

    def __init__(self, *, eps: float = 1.0, loss_weight: float = 1.0):
        super().__init__()
        self.eps = eps
        self.loss_weight = loss_weight

    def forward(self, u: Tensor, g: Tensor) -> Tensor:
        """Compare maps (b h w) in float32; return a scalar."""
        with torch.autocast(u.device.type, enabled=False):
            dice = dice_coefficient(u.float(), g.float(), self.eps)
        return self.loss_weight * (1 - 2 * dice).mean()
