"""SSLalign's loss: localization and cross-modal alignment over views.

Senocak et al., "Sound Source Localization is All about Cross-Modal
Alignment", ICCV 2023. The authors released no training code; this
implementation follows the paper's description.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS

from .trimap_infonce import soft_region, weighted_mean


def symmetric_infonce(similarity: Tensor, *, temperature: float) -> Tensor:
    """Mean of the cross-entropies over columns and over rows.

    Args:
        similarity: (b b), matching pairs on the diagonal.
        temperature: divides the similarity.
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
    """Contrast pairs by the cosines of their cells and of pooled features.

    The first similarity is the mean cosine in the soft region above the
    threshold, as in LVS. The second one is the cosine of pooled and projected
    features. The loss of each is a symmetric InfoNCE.

    Args:
        v: unit vectors of image cells (b k h w).
        a: unit vectors of audio (b k).
        image, sound: unit vectors of pooled images and audio (b k).
        positive_threshold, sharpness: threshold and width of the soft region.
        temperature: divides both similarities.

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
    """Sum of :func:`alignment` over the views of images and audio.

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
        """Return the losses of every image view with every audio view.

        Args:
            images: for each view the vectors of cells (b k h w) and of the
                pooled image (b k).
            sounds: for each view the audio vectors to compare with cells and
                with the pooled image, (b k) each.
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
