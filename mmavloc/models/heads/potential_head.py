"""Step one: what could sound, from the image alone."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS


@MODELS.register_module()
class PotentialHead(BaseModule):
    """Image features v and the potential map P (Eq. 1).

    Two 1 x 1 convolutions with ReLU make v; one more and a softmax over all
    cells makes P.

    Args:
        in_channels: of the image backbone.
        channels: k, of v; the same as of the sound vector s.
        logit_scale: factor on the logits before the softmax. The paper has
            1; less makes P sharpen later in training.
        constant: hold P at 1 / (h w), the paper's ablation (appendix E).
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 512,
        logit_scale: float = 1.0,
        constant: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.embed = nn.Sequential(
            nn.Conv2d(in_channels, channels, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 1),
            nn.ReLU(inplace=True),
        )
        self.score = None if constant else nn.Conv2d(channels, 1, 1)
        self.logit_scale = logit_scale

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Turn features (b c h w) into v (b k h w) >= 0 and P (b h w).

        P sums to 1 over each image, in float32 whatever the precision of v.
        """
        v = self.embed(features)
        b, _, h, w = v.shape
        if self.score is None:
            return v, v.new_full((b, h, w), 1 / (h * w), dtype=torch.float32)
        logits = self.score(v).float().flatten(1) * self.logit_scale
        return v, logits.softmax(dim=1).view(b, h, w)
