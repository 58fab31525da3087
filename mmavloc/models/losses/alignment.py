"""SSLalign's loss: the place of a sound and its meaning, in every view.

Senocak et al., "Sound Source Localization is All about Cross-Modal
Alignment", ICCV 2023. No training program was released; this follows the
paper's description and is ours.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS

from .trimap_infonce import soft_region, weighted_mean


def symmetric_infonce(similarity: Tensor, *, temperature: float) -> Tensor:
    """Half the sum of the cross-entropies over columns and over rows.

    Args:
        similarity: (b b), own pairs on the diagonal.
        temperature: divides it.
    """
    logits = similarity / temperature
    own = torch.arange(len(logits), device=logits.device)
    rows = functional.cross_entropy(logits, own)
    return 0.5 * (rows + functional.cross_entropy(logits.T, own))


def alignment(
    v: Tensor,
    a: Tensor,
    image: Tensor,
    sound: Tensor,
    *,
    positive_threshold: float = 0.65,
    sharpness: float = 0.03,
    temperature: float = 0.07,
) -> tuple[Tensor, Tensor]:
    """Contrast pairs by where they agree, and as wholes.

    The first similarity is the mean of the cosines within the soft region
    above the threshold, as in LVS; the second one the cosine of pooled and
    projected features. Both are contrasted in both directions.

    Args:
        v: unit vectors of image cells (b k h w).
        a: unit vectors of sounds (b k).
        image, sound: unit vectors of whole images and sounds (b k).
        positive_threshold, sharpness: of the soft region.
        temperature: of both.

    Returns:
        Localization and alignment terms, scalars.
    """
    cosine = cosine_pairs(v, a)
    inside = soft_region(cosine, positive_threshold, sharpness)
    return (
        symmetric_infonce(
            weighted_mean(cosine, inside), temperature=temperature
        ),
        symmetric_infonce(image @ sound.T, temperature=temperature),
    )


@MODELS.register_module()
class AlignmentLoss(nn.Module):
    """Sum of :func:`alignment` over the views of images and sounds.

    Args:
        positive_threshold, sharpness, temperature: see :func:`alignment`.
    """

    def __init__(
        self,
        *,
        positive_threshold: float = 0.65,
        sharpness: float = 0.03,
        temperature: float = 0.07,
    ):
        super().__init__()
        self.settings = dict(
            positive_threshold=positive_threshold,
            sharpness=sharpness,
            temperature=temperature,
        )

    def forward(
        self,
        images: Sequence[tuple[Tensor, Tensor]],
        sounds: Sequence[tuple[Tensor, Tensor]],
    ) -> dict[str, Tensor]:
        """Return the losses of every view of the images with every sound's.

        Args:
            images: of each view cells (b k h w) and wholes (b k).
            sounds: of each view the vectors to compare with either, (b k).
        """
        where, whole = [], []
        for v, image in images:
            for a, sound in sounds:
                with torch.autocast(v.device.type, enabled=False):
                    pair = alignment(
                        v.float(),
                        a.float(),
                        image.float(),
                        sound.float(),
                        **self.settings,
                    )
                where.append(pair[0])
                whole.append(pair[1])
        return {
            'loss_localization': torch.stack(where).sum(),
            'loss_alignment': torch.stack(whole).sum(),
        }
