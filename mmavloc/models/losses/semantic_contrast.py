"""SACL's loss: one segment answers, and only unlike sounds are negatives.

Song et al., "Enhancing Sound Source Localization via False Negative
Elimination", TPAMI 2024.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_maps, cosine_pairs
from mmavloc.models.heads.object_guidance import min_max
from mmavloc.registry import MODELS

OUT = -10.0  # similarity of a sound that is left out, as released


def above_median(maps: Tensor) -> Tensor:
    """Cells (b h w) of each map that exceed its median, bool.

    The median is the value at position ``n // 2`` of the n sorted ones.
    """
    flat = min_max(maps).flatten(1)
    middle = flat.sort(dim=1).values[:, flat.shape[1] // 2, None]
    return (flat > middle).view_as(maps)


def segment_masks(
    first: Tensor, second: Tensor, labels: Tensor, others: Tensor
) -> tuple[Tensor, Tensor]:
    """Restrict high cells to one segment, the same in both views.

    It is that with most high cells of the first view, among the segments of
    both views. In the second view it is taken whole where none of its cells
    is high. Where the largest label of a view is 0, or no segment is in both,
    all cells are one segment.

    Args:
        first, second: high cells of the views, (b h w) bool.
        labels, others: segments of the views, (b h w) whole numbers >= 0.
    """
    masks = []
    for high, low, seg, other in zip(
        first, second, labels, others, strict=True
    ):
        shared = [x for x in seg.unique() if (other == x).any()]
        if not shared or not seg.any() or not other.any():
            shared, seg, other = (
                [seg.new_zeros(())],
                torch.zeros_like(seg),
                torch.zeros_like(other),
            )
        counts = [(high & (seg == x)).sum() for x in shared]
        best = shared[int(torch.stack(counts).argmax())]
        inside = low & (other == best)
        masks.append(
            (high & (seg == best), inside if inside.any() else other == best)
        )
    return tuple(torch.stack(view) for view in zip(*masks, strict=True))


def unlike(sounds: Tensor, share: float) -> Tensor:
    """Which sound j may be a negative of clip i, (b b) bool; j = i too.

    Args:
        sounds: vectors (b k).
        share: of the sounds, the least similar ones, that are kept.
    """
    unit = functional.normalize(sounds, dim=1)
    order = (unit @ unit.T).argsort(dim=1)
    kept = torch.eye(len(sounds), dtype=torch.bool, device=sounds.device)
    least = order[:, : int(share * len(sounds))]
    return kept.scatter(1, least, torch.ones_like(least, dtype=torch.bool))


def semantic_contrast(
    v: Tensor, a: Tensor, mask: Tensor, kept: Tensor, *, temperature: float
) -> Tensor:
    """Cross-entropy over sounds of the best cell within the mask.

    Cells outside of it enter the maximum as 0, as released.

    Args:
        v: unit vectors of image cells (b k h w).
        a: unit vectors of sounds (b k).
        mask: (b h w) bool, cells that answer.
        kept: (b b) bool, see :func:`unlike`.
        temperature: divides the similarities.
    """
    pairs = cosine_pairs(v * mask[:, None], a).amax(dim=(2, 3))
    logits = torch.where(kept, pairs, OUT) / temperature
    own = torch.arange(len(logits), device=logits.device)
    return functional.cross_entropy(logits, own)


@MODELS.register_module()
class SemanticContrastLoss(nn.Module):
    """Sum over both views of :func:`semantic_contrast`.

    Args:
        share: see :func:`unlike`.
        temperature: see :func:`semantic_contrast`.
    """

    def __init__(self, *, share: float = 0.75, temperature: float = 0.005):
        super().__init__()
        self.share = share
        self.temperature = temperature

    def masks(
        self, views: tuple[Tensor, Tensor], a: Tensor, segments: tuple | None
    ) -> tuple[Tensor, Tensor]:
        """Return the cells (b h w) of each view that answer.

        Args:
            views: unit vectors of cells (b k h w) of each.
            a: unit vectors of sounds (b k).
            segments: (b H W) labels of each view, or None.
        """
        high = [
            above_median(cosine_maps(v.detach(), a.detach())) for v in views
        ]
        if segments is None:
            return tuple(high)
        size = high[0].shape[1:]
        labels = [
            functional.interpolate(x[:, None].float(), size)[:, 0].long()
            for x in segments
        ]
        return segment_masks(*high, *labels)

    def forward(
        self,
        views: tuple[Tensor, Tensor],
        a: Tensor,
        sounds: Tensor,
        segments: tuple | None = None,
    ) -> dict[str, Tensor]:
        """Return ``loss``; see :meth:`masks`, and ``sounds`` (b 128)."""
        with torch.autocast(a.device.type, enabled=False):
            kept = unlike(sounds.detach().float(), self.share)
            masks = self.masks(views, a, segments)
            losses = [
                semantic_contrast(
                    v.float(),
                    a.float(),
                    mask,
                    kept,
                    temperature=self.temperature,
                )
                for v, mask in zip(views, masks, strict=True)
            ]
        return {'loss': torch.stack(losses).sum()}
