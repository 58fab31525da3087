"""EZ-VSL's loss: InfoNCE on the maximum cosine over image cells."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS


def max_pool_infonce(
    cosine: Tensor, *, temperature: float = 0.03, reduction: str = 'sum'
) -> Tensor:
    """Cross-entropy over audio and over images of the maximum cosine.

    Mo and Morgado, "Localizing Visual Sounds the Easy Way", ECCV 2022, Eq. 3:
    ``M_ij = max_x cos(v_i(x), a_j) / temperature``, with matching pairs on
    the diagonal. Only the cell of the maximum gets a gradient.

    Args:
        cosine: (i j h w), image i with audio j.
        temperature: divides the cosines.
        reduction: ``'sum'`` of both directions, as in the released code, or
            ``'mean'``.

    Returns:
        Scalar.

    Raises:
        ValueError: an unknown reduction.
    """
    if reduction not in ('sum', 'mean'):
        raise ValueError(f"reduction={reduction!r}: expected 'sum' or 'mean'")
    best = cosine.amax(dim=(2, 3)) / temperature
    own = torch.arange(len(best), device=best.device)
    loss = functional.cross_entropy(best, own)
    loss = loss + functional.cross_entropy(best.T, own)
    return loss if reduction == 'sum' else loss / 2


@MODELS.register_module()
class MaxPoolInfoNCE(nn.Module):
    """:func:`max_pool_infonce` of a batch's image cells and audio.

    Args:
        temperature, reduction: see :func:`max_pool_infonce`.
    """

    def __init__(self, *, temperature: float = 0.03, reduction: str = 'sum'):
        super().__init__()
        self.temperature = temperature
        self.reduction = reduction

    def forward(self, v: Tensor, a: Tensor) -> dict[str, Tensor]:
        """Return ``loss`` of unit vectors v (b k h w) and a (b k)."""
        with torch.autocast(v.device.type, enabled=False):
            loss = max_pool_infonce(
                cosine_pairs(v.float(), a.float()),
                temperature=self.temperature,
                reduction=self.reduction,
            )
        return {'loss': loss}
