"""InfoNCE over a batch, an alternative to the paper's loss.

The paper's loss (:mod:`mmavloc.models.losses.similarity_loss`) classifies each
pair independently as matching or not. InfoNCE (van den Oord et al.,
"Representation Learning with Contrastive Predictive Coding", 2018) classifies
which audio of the batch belongs to an image, and which image to an audio.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

from .similarity_loss import EPS, draw_batch_pairs


def contrastive_loss(cosine: Tensor, temperature: float) -> Tensor:
    """Cross-entropy of the matching pair, in both directions.

    Args:
        cosine: (b b), rows are images, columns are audio; matching pairs are
            on the diagonal.
        temperature: divides the cosines; a small one increases the weight of
            the most similar negatives.

    Returns:
        Scalar: the mean of both directions; log(b) if all cosines are equal.
    """
    logits = cosine / temperature
    own = torch.arange(len(cosine), device=cosine.device)
    sounds = functional.cross_entropy(logits, own)
    images = functional.cross_entropy(logits.T, own)
    return (sounds + images) / 2


@MODELS.register_module()
class ContrastiveLoss(nn.Module):
    """InfoNCE over all pairs of a batch, instead of ``SimilarityLoss``.

    It computes b x b localization maps per step instead of 2 b. Each encoder
    still runs once per clip.

    Args:
        temperature: see :func:`contrastive_loss`.
        loss_weight: factor on the loss.

    Raises:
        ValueError: the temperature is not positive.
    """

    def __init__(self, *, temperature: float = 0.1, loss_weight: float = 1.0):
        super().__init__()
        if temperature <= 0:
            raise ValueError(
                f'temperature={temperature}: expected more than 0'
            )
        self.temperature = temperature
        self.loss_weight = loss_weight

    def pairs(
        self, b: int, device: torch.device | str = 'cpu'
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Pair every image with every audio, image by image."""
        return draw_batch_pairs(b, 'all', device)

    def forward(self, s_hat: Tensor, s: Tensor, match: Tensor) -> Tensor:
        """Compute the loss of all pairs, ordered as by :meth:`pairs`.

        It is computed in float32.

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
