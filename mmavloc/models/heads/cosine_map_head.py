"""Cosine similarity of every image cell with the audio vector."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

PROJECTIONS = {'none': 0, 'one': 1, 'two': 2}


def cosine_maps(v: Tensor, a: Tensor) -> Tensor:
    """Cosine maps (b h w) of unit vectors v (b k h w) and a (b k)."""
    return torch.einsum('bkhw,bk->bhw', v, a)


def cosine_pairs(v: Tensor, a: Tensor) -> Tensor:
    """Cosine maps (i j h w) of every image i with every audio j.

    Args:
        v: unit vectors of image cells (i k h w).
        a: unit vectors of audio (j k).
    """
    return torch.einsum('ikhw,jk->ijhw', v, a)


@MODELS.register_module()
class CosineMapHead(BaseModule):
    """Unit vectors of image cells and audio, with or without projections.

    Audio features are pooled by their maximum over frequency and time, before
    the projections. LVS and SSL-TIE compare the features of both networks
    without a projection; EZ-VSL and FNAC use one projection, SLAVC two.

    Args:
        in_channels: channels of the features of both backbones.
        channels: k, the length of the projected vectors; without a
            projection it equals ``in_channels``.
        project: ``'none'``, ``'one'`` or ``'two'``.
        image_dropout, sound_dropout: probability of dropping an element of
            the features before the projections, which share the mask.

    Raises:
        ValueError: another ``project``.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 512,
        project: str = 'none',
        image_dropout: float = 0.0,
        sound_dropout: float = 0.0,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        if project not in PROJECTIONS:
            raise ValueError(
                f'project={project!r}: expected one of '
                f'{", ".join(PROJECTIONS)}'
            )
        count = PROJECTIONS[project]
        self.image_proj = nn.ModuleList(
            nn.Conv2d(in_channels, channels, 1) for _ in range(count)
        )
        self.sound_proj = nn.ModuleList(
            nn.Linear(in_channels, channels) for _ in range(count)
        )
        self.image_dropout = nn.Dropout(image_dropout)
        self.sound_dropout = nn.Dropout(sound_dropout)
        for layer in self.image_proj:
            nn.init.kaiming_normal_(
                layer.weight, mode='fan_out', nonlinearity='relu'
            )
        for layer in self.sound_proj:
            nn.init.trunc_normal_(layer.weight, std=0.01)

    def image(self, features: Tensor) -> list[Tensor]:
        """Turn image features (b c h w) into unit vectors (b k h w).

        The list has one entry per projection, or one without projections.
        """
        features = self.image_dropout(features)
        return _unit([p(features) for p in self.image_proj] or [features])

    def sound(self, features: Tensor) -> list[Tensor]:
        """Turn audio features (b c f t) into unit vectors (b k)."""
        pooled = self.sound_dropout(features.amax(dim=(2, 3)))
        return _unit([p(pooled) for p in self.sound_proj] or [pooled])


def _unit(vectors: list[Tensor]) -> list[Tensor]:
    # float32, because squares of features overflow half precision
    return [functional.normalize(vector.float(), dim=1) for vector in vectors]
