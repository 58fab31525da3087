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


def contrastive_loss(
    cosine: Tensor, temperature: float, same: Tensor | None = None
) -> Tensor:
    """Cross-entropy of the matching pair, in both directions.

    Args:
        cosine: (b b), rows are images, columns are audio; matching pairs are
            on the diagonal.
        temperature: divides the cosines; a small one increases the weight of
            the most similar negatives.
        same: (b b) bool, pairs that match where there are more than those on
            the diagonal; each row's loss is then the mean over its matching
            pairs (Khosla et al., "Supervised Contrastive Learning", NeurIPS
            2020, Eq. 2).

    Returns:
        Scalar: the mean of both directions; log(b) if all cosines are equal.
    """
    logits = cosine / temperature
    if same is not None:
        wanted = same.to(logits.dtype)
        sounds = functional.cross_entropy(logits, wanted / wanted.sum(1, True))
        images = functional.cross_entropy(
            logits.T, wanted.T / wanted.T.sum(1, True)
        )
        return (sounds + images) / 2
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
        by_group: whether all clips of a batch with one ``group`` match each
            other, such as those of a class in
            :class:`~mmavloc.datasets.ClassPairs`. Without, they would be
            negatives of each other.
        loss_weight: factor on the loss.

    Raises:
        ValueError: the temperature is not positive.
    """

    def __init__(
        self,
        *,
        temperature: float = 0.1,
        by_group: bool = False,
        loss_weight: float = 1.0,
    ):
        super().__init__()
        if temperature <= 0:
            raise ValueError(
                f'temperature={temperature}: expected more than 0'
            )
        self.temperature = temperature
        self.by_group = by_group
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
            match: (b*b) bool; used if ``by_group``.
        """
        b = math.isqrt(len(match))
        with torch.autocast(s.device.type, enabled=False):
            cosine = functional.cosine_similarity(
                s_hat.float(), s.float(), dim=1, eps=EPS
            )
            same = match.view(b, b) if self.by_group else None
            loss = contrastive_loss(cosine.view(b, b), self.temperature, same)
        return self.loss_weight * loss
