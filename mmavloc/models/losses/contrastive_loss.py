"""All sounds of a batch against each other: an option beside the paper's loss.

The paper's loss (:mod:`mmavloc.models.losses.similarity_loss`) asks of each
pair by itself whether it belongs together. This one, known as InfoNCE (van den
Oord et al., "Representation Learning with Contrastive Predictive Coding",
2018), asks which of the batch's sounds belongs to an image, and which of its
images to a sound.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

from .similarity_loss import EPS, draw_batch_pairs


def contrastive_loss(cosine: Tensor, temperature: float) -> Tensor:
    """Cross-entropy of finding one's partner, both ways.

    Args:
        cosine: (b b), row image, column sound; partners on the diagonal.
        temperature: divides the cosines; less makes near misses cost more.

    Returns:
        Scalar: the mean over both directions; log(b) where nothing is known.
    """
    logits = cosine / temperature
    own = torch.arange(len(cosine), device=cosine.device)
    sounds = functional.cross_entropy(logits, own)
    images = functional.cross_entropy(logits.T, own)
    return (sounds + images) / 2


@MODELS.register_module()
class ContrastiveLoss(nn.Module):
    """InfoNCE over all pairs of a batch, in the place of ``SimilarityLoss``.

    It costs b x b localization maps a step instead of 2 b; each encoder still
    runs once a clip.

    Args:
        temperature: see :func:`contrastive_loss`.
        loss_weight: factor on the loss.

    Raises:
        ValueError: for a temperature that is not above 0.
    """

    def __init__(self, *, temperature: float = 0.1, loss_weight: float = 1.0):
        super().__init__()
        if temperature <= 0:
            raise ValueError(f'temperature={temperature}: want more than 0')
        self.temperature = temperature
        self.loss_weight = loss_weight

    def pairs(
        self, b: int, device: torch.device | str = 'cpu'
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Pair every image with every sound, image by image."""
        return draw_batch_pairs(b, 'all', device)

    def forward(self, s_hat: Tensor, s: Tensor, match: Tensor) -> Tensor:
        """Score all pairs as :meth:`pairs` orders them, in float32.

        Args:
            s_hat: pooled image vectors (b*b k) >= 0.
            s: sound vectors (b*b k) >= 0.
            match: (b*b) bool.
        """
        b = math.isqrt(len(match))
        with torch.autocast(s.device.type, enabled=False):
            cosine = functional.cosine_similarity(
                s_hat.float(), s.float(), dim=1, eps=EPS
            )
            loss = contrastive_loss(cosine.view(b, b), self.temperature)
        return self.loss_weight * loss
