"""LVS's loss: a soft positive region and a soft negative region of each map.

Chen et al., "Localizing Visual Sounds the Hard Way", CVPR 2021, Eq. 4 to 7.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS

OWN_FACTOR = 1.0 - 100.0  # factor on the diagonal in the released code


class TriMap(NamedTuple):
    """Logits (b b+2) of the loss and the soft masks (b h w) they use."""

    logits: Tensor
    positive: Tensor
    negative: Tensor


def trimap_logits(
    cosine: Tensor,
    *,
    positive_threshold: float = 0.65,
    negative_threshold: float = 0.4,
    sharpness: float = 0.03,
    temperature: float = 0.07,
    diagonal: str = 'multiply',
) -> TriMap:
    """Compute the logits of each image's positive region and its negatives.

    ``s(z, e) = sigmoid((z - e) / sharpness)`` is a soft threshold. The columns
    are the mean cosine in the positive region of the matching pair; for every
    audio j, the mean cosine in the positive region of image i and audio j;
    and the mean cosine in the background of the matching pair. All are
    divided by ``temperature``. The matching pair is also among the audio j
    and must be removed there.

    Args:
        cosine: (i j h w), image i with audio j.
        positive_threshold, negative_threshold: e of the two soft masks.
        sharpness: width of the soft thresholds.
        temperature: divides the logits.
        diagonal: how the matching pair is removed: ``'multiply'`` by -99, as
            in the released code, which turns a negative similarity into a
            large positive logit, or ``'mask'`` with minus infinity.

    Raises:
        ValueError: an unknown ``diagonal``.
    """
    if diagonal not in ('multiply', 'mask'):
        raise ValueError(
            f"diagonal={diagonal!r}: expected 'multiply' or 'mask'"
        )
    inside = soft_region(cosine, positive_threshold, sharpness)
    regions = weighted_mean(cosine, inside)  # i j
    own = cosine.diagonal(dim1=0, dim2=1).permute(2, 0, 1)
    positive = inside.diagonal(dim1=0, dim2=1).permute(2, 0, 1)
    # 1 - sigmoid(x), as in the released code
    negative = 1 - ((own - negative_threshold) / sharpness).sigmoid()
    same = torch.eye(len(cosine), dtype=torch.bool, device=cosine.device)
    if diagonal == 'multiply':
        others = torch.where(same, OWN_FACTOR * regions, regions)
    else:
        others = regions.masked_fill(same, -torch.inf)
    logits = torch.cat(
        [
            regions.diagonal()[:, None],
            others,
            weighted_mean(own, negative)[:, None],
        ],
        dim=1,
    )
    return TriMap(logits / temperature, positive, negative)


def trimap_infonce(cosine: Tensor, **settings) -> Tensor:
    """Cross-entropy of :func:`trimap_logits`; the target is column 0."""
    logits = trimap_logits(cosine, **settings).logits
    first = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    return functional.cross_entropy(logits, first)


def soft_region(cosine: Tensor, threshold: float, sharpness: float) -> Tensor:
    """Compute a soft mask in 0..1 of the cells above a threshold."""
    return ((cosine - threshold) / sharpness).sigmoid()


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Compute the weighted mean of (... h w) over cells."""
    return (values * weights).sum(dim=(-2, -1)) / weights.sum(dim=(-2, -1))


@MODELS.register_module()
class TriMapInfoNCE(nn.Module):
    """:func:`trimap_infonce` of a batch's image cells and audio.

    Args:
        **settings: see :func:`trimap_logits`.
    """

    def __init__(
        self,
        *,
        positive_threshold: float = 0.65,
        negative_threshold: float = 0.4,
        sharpness: float = 0.03,
        temperature: float = 0.07,
        diagonal: str = 'multiply',
    ):
        super().__init__()
        self.settings = dict(
            positive_threshold=positive_threshold,
            negative_threshold=negative_threshold,
            sharpness=sharpness,
            temperature=temperature,
            diagonal=diagonal,
        )

    def forward(self, v: Tensor, a: Tensor) -> dict[str, Tensor]:
        """Return ``loss`` of unit vectors v (b k h w) and a (b k)."""
        with torch.autocast(v.device.type, enabled=False):
            cosine = cosine_pairs(v.float(), a.float())
            return {'loss': trimap_infonce(cosine, **self.settings)}
