"""FNAC's loss: clips that are alike must not be pushed apart.

Sun et al., "Learning Audio-Visual Source Localization via False Negative
Aware Contrastive Learning", CVPR 2023, Eq. 3 to 9.
"""

from typing import NamedTuple

import torch
from mmengine.logging import MessageHub
from torch import Tensor, nn

from mmavloc.models.heads.cosine_map_head import cosine_maps, cosine_pairs
from mmavloc.registry import MODELS

from .max_pool_infonce import max_pool_infonce


class FalseNegative(NamedTuple):
    """The three distances between similarity matrices, each a scalar."""

    sound: Tensor  # sounds against image-sound
    foreground: Tensor  # sounds against foregrounds of images
    image: Tensor  # images against image-sound


def false_negative(
    v: Tensor,
    a: Tensor,
    *,
    temperature: float = 0.03,
    foreground_threshold: float = 0.6,
) -> FalseNegative:
    """L1 distances between who resembles whom, seen four ways.

    Each view is a softmax over j of similarities (i j) divided by the
    temperature: of sounds; of images, as means of their cells' unit vectors;
    of image i and sound j, the best cell; and of foregrounds, the mean over
    all cells of the vectors where the own map, scaled to 0..1, exceeds the
    threshold. Neither mean is normalised again, and nothing is detached: both
    sides of each distance get a gradient.

    Args:
        v: unit vectors of image cells (b k h w).
        a: unit vectors of sounds (b k).
        temperature: of all four softmaxes.
        foreground_threshold: of the scaled map.
    """
    pairs = cosine_pairs(v, a).amax(dim=(2, 3))
    own = cosine_maps(v, a) / temperature
    low, high = own.amin((1, 2), keepdim=True), own.amax((1, 2), keepdim=True)
    inside = (own - low) / (high - low + 1e-5) > foreground_threshold
    image = v.mean(dim=(2, 3))
    foreground = (v * inside[:, None]).mean(dim=(2, 3))

    def affinity(similarity: Tensor) -> Tensor:
        return (similarity / temperature).softmax(dim=1)

    of_sounds, of_pairs = affinity(a @ a.T), affinity(pairs)
    of_images = affinity(image @ image.T)
    of_foregrounds = affinity(foreground @ foreground.T)
    return FalseNegative(
        sound=(of_sounds - of_pairs).abs().mean(),
        foreground=(of_sounds - of_foregrounds).abs().mean(),
        image=(of_images - of_pairs).abs().mean(),
    )


@MODELS.register_module()
class FalseNegativeLoss(nn.Module):
    """:func:`max_pool_infonce`, and after a warm-up :func:`false_negative`.

    Args:
        temperature, foreground_threshold: see :func:`false_negative`.
        weights: of the three distances, sound, foreground and image.
        warmup_epochs: epochs of training by the first term alone. The epoch
            is MMEngine's, so that a resumed training continues rightly.
    """

    def __init__(
        self,
        *,
        temperature: float = 0.03,
        foreground_threshold: float = 0.6,
        weights: tuple[float, float, float] = (100.0, 100.0, 100.0),
        warmup_epochs: int = 5,
    ):
        super().__init__()
        self.temperature = temperature
        self.foreground_threshold = foreground_threshold
        self.weights = tuple(weights)
        self.warmup_epochs = warmup_epochs

    def forward(self, v: Tensor, a: Tensor) -> dict[str, Tensor]:
        """Return ``loss_contrastive`` and the weighted distances."""
        with torch.autocast(v.device.type, enabled=False):
            v, a = v.float(), a.float()
            losses = {
                'loss_contrastive': max_pool_infonce(
                    cosine_pairs(v, a), temperature=self.temperature
                )
            }
            epoch = MessageHub.get_current_instance().get_info('epoch', 0)
            if epoch < self.warmup_epochs:
                return losses
            parts = false_negative(
                v,
                a,
                temperature=self.temperature,
                foreground_threshold=self.foreground_threshold,
            )
        for weight, (name, part) in zip(
            self.weights, parts._asdict().items(), strict=True
        ):
            losses[f'loss_{name}'] = weight * part
        return losses
