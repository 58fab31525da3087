"""SimSiam's loss: predict the other view, without negatives."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


def simsiam(p1: Tensor, p2: Tensor, z1: Tensor, z2: Tensor) -> Tensor:
    """Negative mean cosine of predictions with the other view's projection.

    Chen and He, CVPR 2021, Eq. 4; no gradient flows into the projections.

    Args:
        p1, p2: predictions of the two views, (b k).
        z1, z2: projections of the two views, (b k).

    Returns:
        Scalar in -1..1.
    """
    first = functional.cosine_similarity(p1, z2.detach(), dim=1).mean()
    second = functional.cosine_similarity(p2, z1.detach(), dim=1).mean()
    return -0.5 * (first + second)


@MODELS.register_module()
class SimSiamLoss(nn.Module):
    """:func:`simsiam` in float32."""

    def forward(
        self, p1: Tensor, p2: Tensor, z1: Tensor, z2: Tensor
    ) -> dict[str, Tensor]:
        """Return ``loss``."""
        with torch.autocast(p1.device.type, enabled=False):
            loss = simsiam(p1.float(), p2.float(), z1.float(), z2.float())
        return {'loss': loss}
