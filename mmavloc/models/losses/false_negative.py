"""FNAC's loss, which reduces the effect of false negatives.

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

    sound: Tensor  # audio-audio and image-audio
    foreground: Tensor  # audio-audio and foreground-foreground
    image: Tensor  # image-image and image-audio


def false_negative(
    v: Tensor,
    a: Tensor,
    *,
    temperature: float = 0.03,
    foreground_threshold: float = 0.6,
) -> FalseNegative:
    """L1 distances between four affinity matrices of a batch.

    Each matrix is a softmax over j of similarities (i j) divided by the
    temperature. The similarities are those of audio i and audio j; of images,
    as means of the unit vectors of their cells; of image i and audio j, as
    the maximum over cells; and of foregrounds. A foreground is the mean over
    all cells of the vectors where the map of the clip's own pair, scaled to
    0..1, exceeds the threshold, and zeros elsewhere. The means are not
    normalised again. Nothing is detached: both matrices of each distance get
    a gradient.

    Args:
        v: unit vectors of image cells (b k h w).
        a: unit vectors of audio (b k).
        temperature: divides the similarities of all four matrices.
        foreground_threshold: threshold of the scaled map.
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
    """:func:`max_pool_infonce` plus, after a warm-up, :func:`false_negative`.

    Args:
        temperature, foreground_threshold: see :func:`false_negative`.
        weights: weights of the distances sound, foreground and image.
        warmup_epochs: epochs with the first term only. The epoch is
            MMEngine's, so that a resumed training counts correctly.
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
