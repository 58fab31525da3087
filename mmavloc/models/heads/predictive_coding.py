"""SSPL's predictive coding: image features that predict the sound."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


@MODELS.register_module()
class PredictiveCoding(BaseModule):
    """Correct image features until they predict the sound.

    Song et al., "Self-Supervised Predictive Learning", CVPR 2022, Sec. 3.3.
    Three levels of features r0, r1, r2 are predicted downwards, r2 from the
    image, the sound from r0; errors flow upwards. Batch norms are separate
    for each cycle.

    Args:
        channels: c, of the image features and of all levels.
        sound_channels: of the sound's vector.
        cycles: after the first pass.
        start: both rates of each channel begin there.
    """

    def __init__(
        self,
        *,
        channels: int = 512,
        sound_channels: int = 128,
        cycles: int = 4,
        start: float = 0.5,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        c = channels
        down = [nn.Conv2d(c, sound_channels, 1)]
        down += [nn.Conv2d(c, c, 3, padding=1, bias=False) for _ in (1, 2)]
        self.down = nn.ModuleList(down)
        self.up = nn.ModuleList(
            [
                nn.ConvTranspose2d(sound_channels, c, 1, bias=False),
                nn.ConvTranspose2d(c, c, 3, stride=2, bias=False),
                nn.ConvTranspose2d(c, c, 3, padding=1, bias=False),
                nn.ConvTranspose2d(c, c, 1),
            ]
        )
        for name in ('error_rate', 'prediction_rate'):
            rates = [nn.Parameter(torch.full((1, c, 1, 1), start))]
            rates += [nn.Parameter(rates[0].detach().clone()) for _ in (1, 2)]
            setattr(self, name, nn.ParameterList(rates))
        for name, count in (
            ('norm_prediction', 2),
            ('norm_error', 3),
            ('norm_prediction_cycle', 2 * cycles),
            ('norm_error_cycle', 3 * cycles),
        ):
            norms = nn.ModuleList(nn.BatchNorm2d(c) for _ in range(count))
            setattr(self, name, norms)
        self.cycles = cycles

    def predict(self, level: int, r: Tensor) -> Tensor:
        """Predict the level below, of half the size."""
        return functional.max_pool2d(self.down[level](r), 2)

    def raise_error(self, level: int, error: Tensor, like: Tensor) -> Tensor:
        """Bring an error to the size of the level that it corrects."""
        size = like.shape[2:]
        if level == 2:
            error = functional.interpolate(
                error, size, mode='bilinear', align_corners=True
            )
        # cut where the picture is not of 224 px
        raised = self.up[level](error)[..., : size[0], : size[1]]
        return self.error_rate[level].relu() * raised

    def correct(
        self, r: list[Tensor], p: list[Tensor], sound: Tensor, norms: list
    ) -> list[Tensor]:
        """Correct all levels, from the error of the sound upwards."""
        heard = functional.gelu(self.down[0](r[0])).mean(dim=(2, 3))
        error = (sound - heard)[:, :, None, None]
        error = error.expand(-1, -1, *r[0].shape[2:])
        new: list[Tensor] = []
        for level, norm in enumerate(norms):
            raised = self.raise_error(level, error, r[level])
            new.append(functional.gelu(norm(r[level] + raised)))
            error = new[level] - p[level]
        return new

    def forward(self, image: Tensor, sound: Tensor) -> Tensor:
        """Correct image features (b c h w) by unit vectors of sounds (b k)."""
        p = [image, image, image]
        for level in (2, 1):
            norm = self.norm_prediction[level - 1]
            below = self.predict(level, p[level])
            p[level - 1] = functional.gelu(norm(below))
        r = self.correct(p, p, sound, list(self.norm_error))
        for t in range(self.cycles):
            for level in (2, 1, 0):
                if level < 2:
                    p[level] = self.predict(level + 1, r[level + 1])
                rate = self.prediction_rate[level].relu()
                mixed = (1 - rate) * r[level] + rate * p[level]
                if level < 2:
                    mixed = self.norm_prediction_cycle[2 * t + level](mixed)
                r[level] = functional.gelu(mixed)
            norms = list(self.norm_error_cycle[3 * t : 3 * t + 3])
            r = self.correct(r, p, sound, norms)
        return self.up[3](r[2])
