"""ACL-SSL's losses: what a mask shows must be what the sound says.

Park et al., "Can CLIP Help Sound Source Localization?", WACV 2024.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

from .alignment import symmetric_infonce


def masked_image_contrast(
    image: Tensor, sound: Tensor, *, temperature: float = 0.07
) -> Tensor:
    """InfoNCE of embeddings of masked images and of sounds, (b k) each."""
    image = functional.normalize(image, dim=1)
    sound = functional.normalize(sound, dim=1)
    return symmetric_infonce(sound @ image.T, temperature=temperature)


def masked_feature_contrast(
    features: Tensor, sound: Tensor, *, temperature: float = 0.07
) -> Tensor:
    """InfoNCE of masked features with the sound of the image.

    As released, entry (i, j) compares with sound i, although sound j made the
    mask.

    Args:
        features: (i j k), of image i within the mask that sound j makes.
        sound: embeddings (i k).
        temperature: divides the cosines.
    """
    cosine = functional.cosine_similarity(features, sound[:, None], dim=2)
    return symmetric_infonce(cosine, temperature=temperature)


def areas(masks: Tensor) -> tuple[Tensor, Tensor]:
    """Mean area of own masks, and that of the others, as released.

    The second is the mean over all b*b masks less the share of the own ones,
    that is ``(b - 1) / b`` times the mean over others.

    Args:
        masks: (i j h w) in 0..1.
    """
    area = masks.mean(dim=(2, 3))
    own = area.diagonal().mean()
    return own, area.mean() - own / len(area)


def area_penalty(
    own: Tensor, other: Tensor, *, own_area: float = 0.4
) -> Tensor:
    """Distance of both areas from the target areas; 0 for other sounds."""
    return (own - own_area).abs() + other.abs()


@MODELS.register_module()
class AudioGroundingLoss(nn.Module):
    """Sum of both contrasts and the penalty on areas, in float32.

    Args:
        temperature: of both contrasts.
        own_area: see :func:`area_penalty`.
    """

    def __init__(self, *, temperature: float = 0.07, own_area: float = 0.4):
        super().__init__()
        self.temperature = temperature
        self.own_area = own_area

    def forward(
        self, image: Tensor, features: Tensor, sound: Tensor, masks: Tensor
    ) -> dict[str, Tensor]:
        """Return the three losses.

        Args:
            image: embeddings of masked images (b k).
            features: of image i within the mask of sound j, (b b k).
            sound: embeddings of sounds (b k).
            masks: (b b h w) in 0..1.
        """
        scale = dict(temperature=self.temperature)
        with torch.autocast(sound.device.type, enabled=False):
            sound = sound.float()
            return {
                'loss_image': masked_image_contrast(
                    image.float(), sound, **scale
                ),
                'loss_feature': masked_feature_contrast(
                    features.float(), sound, **scale
                ),
                'loss_area': area_penalty(
                    *areas(masks.float()), own_area=self.own_area
                ),
            }
