"""LVS's loss: a soft positive region, a soft negative one, the rest ignored.

Chen et al., "Localizing Visual Sounds the Hard Way", CVPR 2021, Eq. 4 to 7.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS

OWN_FACTOR = 1.0 - 100.0  # what the release multiplies the diagonal by


class TriMap(NamedTuple):
    """Logits (b b+2) of the loss and the soft masks (b h w) behind them."""

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
    """Weigh each image's own region against other sounds and its background.

    With ``s(z, e) = sigmoid((z - e) / sharpness)`` a soft threshold, the
    columns are: the cosine within the positive region of the own pair, that
    of every sound j within its own positive region in image i, and the cosine
    within the background of the own pair, all divided by ``temperature``.
    The own pair stands among the sounds j too, and has to be taken out.

    Args:
        cosine: (i j h w), image i with sound j.
        positive_threshold, negative_threshold: e of the two soft masks.
        sharpness: of the soft masks.
        temperature: divides the logits.
        diagonal: how the own pair is taken out: ``'multiply'`` by -99, as
            released, which makes a negative own similarity a huge positive
            logit, or ``'mask'`` with minus infinity.

    Raises:
        ValueError: another ``diagonal``.
    """
    if diagonal not in ('multiply', 'mask'):
        raise ValueError(f"diagonal={diagonal!r}: want 'multiply' or 'mask'")
    inside = soft_region(cosine, positive_threshold, sharpness)
    regions = weighted_mean(cosine, inside)  # i j
    own = cosine.diagonal(dim1=0, dim2=1).permute(2, 0, 1)
    positive = inside.diagonal(dim1=0, dim2=1).permute(2, 0, 1)
    # 1 - sigmoid(x), as released
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
    """Cross-entropy of :func:`trimap_logits` with the own region, scalar."""
    logits = trimap_logits(cosine, **settings).logits
    first = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    return functional.cross_entropy(logits, first)


def soft_region(cosine: Tensor, threshold: float, sharpness: float) -> Tensor:
    """Soft mask in 0..1 of the cells above a threshold."""
    return ((cosine - threshold) / sharpness).sigmoid()


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Mean of (... h w) over cells."""
    return (values * weights).sum(dim=(-2, -1)) / weights.sum(dim=(-2, -1))


@MODELS.register_module()
class TriMapInfoNCE(nn.Module):
    """:func:`trimap_infonce` of a batch's image cells and sounds.

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
