"""Senocak's losses: nearer to the own sound, and attention on the boxes.

Senocak et al., "Learning to Localize Sound Source in Visual Scenes", CVPR
2018, and "...: Analysis and Applications", TPAMI 2020.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


def ratio_triplet(z: Tensor, own: Tensor, other: Tensor) -> Tensor:
    """Mean square of the share of the distance to the own sound.

    ``(p, q) = softmax(|z - own|, |z - other|)`` shall be (0, 1); 1e-6 is
    added to each difference, as PyTorch's ``pairwise_distance`` does.

    Args:
        z: image vectors (b k).
        own, other: vectors of the own sound and of another clip's, (b k).

    Returns:
        Scalar in 0..1.
    """
    distances = torch.stack(
        [functional.pairwise_distance(z, sound) for sound in (own, other)],
        dim=1,
    )
    shares = distances.softmax(dim=1)
    target = torch.tensor([0.0, 1.0], device=z.device)
    return (shares - target).square().mean()


def box_attention(attention: Tensor, boxes: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy of the attention with an annotator's boxes.

    Args:
        attention: (b h w), sums to 1.
        boxes: (b h w), 0 outside of the boxes; as released 1 inside, so that
            large boxes weigh more.
        known: (b) 1 for clips with boxes; others count as 0 in the mean.

    Returns:
        Scalar.
    """
    entropy = -(boxes * attention.log()).sum(dim=(1, 2))
    return (known * entropy).mean()


@MODELS.register_module()
class RatioTripletLoss(nn.Module):
    """:func:`ratio_triplet` and, for clips with boxes, :func:`box_attention`.

    Args:
        unsupervised, supervised: weights of the two terms; one of weight 0 is
            not computed.
    """

    def __init__(self, *, unsupervised: float = 1.0, supervised: float = 0.0):
        super().__init__()
        self.unsupervised = unsupervised
        self.supervised = supervised

    def forward(
        self,
        z: Tensor,
        own: Tensor,
        other: Tensor,
        attention: Tensor,
        boxes: Tensor | None = None,
        known: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Return the weighted terms, ``loss_ratio`` and ``loss_boxes``."""
        losses = {}
        with torch.autocast(z.device.type, enabled=False):
            if self.unsupervised:
                ratio = ratio_triplet(z.float(), own.float(), other.float())
                losses['loss_ratio'] = self.unsupervised * ratio
            if self.supervised:
                entropy = box_attention(attention.float(), boxes, known)
                losses['loss_boxes'] = self.supervised * entropy
        return losses
