"""How far a map is from the consensus of annotators, by their overlap."""

import torch
from torch import Tensor, nn

from mmavloc.registry import MODELS


def dice_coefficient(u: Tensor, g: Tensor, eps: float = 1.0) -> Tensor:
    """Dice coefficient of soft maps, without the usual factor 2 (Eq. 10).

    ``(sum(G U) + eps / 2) / (sum(G) + sum(U) + eps)``, clip by clip; with
    ``eps=0`` it is Eq. 10 itself, in [0, 1/2]. ``eps`` keeps 0/0 away: two
    empty maps agree, and have 1/2.

    Args:
        u: predicted maps (b h w) in [0, 1].
        g: consensus maps (b h w) in [0, 1].
        eps: in pixels.

    Returns:
        (b), in the precision of the maps.

    Raises:
        ValueError: the maps differ in shape.
    """
    if u.shape != g.shape or u.ndim != 3:
        raise ValueError(
            f'maps of shape {tuple(u.shape)} and consensus maps of '
            f'{tuple(g.shape)}; want the same b x h x w of both '
            '(DrawConsensus draws at the size of the picture)'
        )
    overlap = (g * u).sum(dim=(1, 2))
    return (overlap + eps / 2) / (g.sum(dim=(1, 2)) + u.sum(dim=(1, 2)) + eps)


@MODELS.register_module()
class DiceLoss(nn.Module):
    """The supervised loss, ``1 - 2 DC`` (Eq. 10), averaged over clips.

    The factor 2 brings the best of binary maps to 0 and leaves the direction
    of the gradient alone. It is
    ``1 - (2 sum(G U) + eps) / (sum(G) + sum(U) + eps)``, in [0, 1]. For an
    empty G, as a crop may leave one, that is ``sum(U) / (sum(U) + eps)``: 0
    for an empty map, nearly 1 for any other. For a soft G even U = G costs
    something: being a ratio of linear functions of each pixel of U, the loss
    is least at a binary map.

    Args:
        eps: see :func:`dice_coefficient`.
        loss_weight: factor on the loss.
    """

    def __init__(self, *, eps: float = 1.0, loss_weight: float = 1.0):
        super().__init__()
        self.eps = eps
        self.loss_weight = loss_weight

    def forward(self, u: Tensor, g: Tensor) -> Tensor:
        """Compare maps (b h w) in float32, whatever comes in; a scalar."""
        with torch.autocast(u.device.type, enabled=False):
            dice = dice_coefficient(u.float(), g.float(), self.eps)
        return self.loss_weight * (1 - 2 * dice).mean()
