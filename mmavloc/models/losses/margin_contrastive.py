"""DMC's loss: matching clusters near, others at a margin.

Hu et al., "Deep Multimodal Clustering for Unsupervised Audiovisual Learning",
CVPR 2019, as the authors' simplified program computes it.
"""

import torch
from torch import Tensor, nn

from mmavloc.registry import MODELS

EPS = 1e-9  # under the root, as released


def margin_contrastive(
    distance: Tensor, match: Tensor, *, margin: float = 5.0
) -> Tensor:
    """Mean over pairs of ``0.5 (t D + (1 - t) max(0, margin - sqrt(D))^2)``.

    Args:
        distance: (p a), of each sound centre to its nearest image centre; D
            is the sum of their squares.
        match: (p) bool or 0..1, t.
        margin: in units of the distance.

    Returns:
        Scalar.
    """
    total = distance.square().sum(dim=1)
    gap = (margin - (total + EPS).sqrt()).clamp_min(0)
    t = match.to(distance.dtype)
    return 0.5 * (t * total + (1 - t) * gap.square()).mean()


@MODELS.register_module()
class MarginContrastiveLoss(nn.Module):
    """:func:`margin_contrastive` in float32.

    Args:
        margin: see :func:`margin_contrastive`.
    """

    def __init__(self, *, margin: float = 5.0):
        super().__init__()
        self.margin = margin

    def forward(self, distance: Tensor, match: Tensor) -> dict[str, Tensor]:
        """Return ``loss`` of distances (p a) and matches (p)."""
        with torch.autocast(distance.device.type, enabled=False):
            loss = margin_contrastive(
                distance.float(), match, margin=self.margin
            )
        return {'loss': loss}
