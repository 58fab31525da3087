"""ACL-SSL's audio token: one word that stands for a sound."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


@MODELS.register_module()
class AudioToken(BaseModule):
    """Project steps of an audio network and pool them by attention.

    Park et al., "Can CLIP Help Sound Source Localization?", WACV 2024. Each
    step has a potential of its own and one by its mean cosine with all steps
    (factor graph attention); the softmax of both, combined, weighs the steps.

    Args:
        in_channels: of the steps; BEATs' layers 4, 8 and 12 have 3 * 768.
        channels: k, of the token; 512, the width of CLIP's words.
        dropout: in the step's own potential.
    """

    def __init__(
        self,
        *,
        in_channels: int = 2304,
        channels: int = 512,
        dropout: float = 0.5,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.fc1 = nn.Linear(in_channels, in_channels)
        self.fc2 = nn.Linear(in_channels, channels)
        self.own = nn.Conv1d(channels, channels, 1)
        self.own_reduce = nn.Conv1d(channels, 1, 1)
        self.pair_x = nn.Conv1d(channels, channels, 1)
        self.pair_y = nn.Conv1d(channels, channels, 1)
        self.combine = nn.Conv1d(2, 1, 1, bias=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, steps: Tensor) -> Tensor:
        """Turn steps (b t c) into tokens (b k)."""
        x = self.fc2(functional.gelu(self.fc1(steps))).mT  # b k t
        own = self.own_reduce(self.dropout(self.own(x)).relu())
        left = functional.normalize(self.pair_x(x), dim=1)
        right = functional.normalize(self.pair_y(x), dim=1)
        shared = (left.mT @ right).mean(dim=2)[:, None]
        potentials = self.combine(torch.cat([own, shared], dim=1))
        return (x * potentials.softmax(dim=2)).sum(dim=2)
