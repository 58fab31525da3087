"""Step two: select the objects that sound among those that could sound."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS

EPS = 1e-6  # lower limit of a norm: ReLU can make a vector all zero


@MODELS.register_module()
class SelectionHead(BaseModule):
    """Attention A (Eq. 2), localization map alpha (Eq. 3), s_hat (Eq. 4).

    Args:
        channels: k, the length of v and s.
        fc_init: initial weights of the two FC layers of Eq. 4. With
            ``'identity'`` s_hat is initially the pooled v, so that channel i
            of v corresponds to channel i of s from the first step. With
            ``'default'``, PyTorch's initial weights, channels of v and s do
            not correspond. The paper does not say which it uses.

    Raises:
        ValueError: an unknown ``fc_init``.
    """

    def __init__(
        self,
        *,
        channels: int = 512,
        fc_init: str = 'identity',
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        if fc_init not in ('identity', 'default'):
            raise ValueError(
                f"fc_init={fc_init!r}: expected 'identity' or 'default'"
            )
        self.fc = nn.Sequential(
            nn.Linear(channels, channels),
            nn.ReLU(inplace=True),
            nn.Linear(channels, channels),
            nn.ReLU(inplace=True),
        )
        if fc_init == 'identity':
            for layer in (self.fc[0], self.fc[2]):
                nn.init.eye_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(
        self, v: Tensor, s: Tensor, potential: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Compute the maps of image b with sound vector b.

        Args:
            v: image features (b k h w) >= 0.
            s: sound vectors (b k) >= 0.
            potential: P (b h w), each summing to 1.

        Returns:
            A (b h w) in [0, 1] and alpha (b h w), which sums to 1. If A is
            zero everywhere, nothing is selected and alpha equals P.
        """
        with torch.autocast(v.device.type, enabled=False):
            v, s, potential = v.float(), s.float(), potential.float()
            norms = v.norm(dim=1) * s.norm(dim=1)[:, None, None]
            attention = torch.einsum('bkhw,bk->bhw', v, s)
            attention = attention / norms.clamp_min(EPS**2)
            # Rounding may make the cosine slightly larger than 1.
            attention = attention.clamp(0, 1)
            product = attention * potential
            total = product.sum(dim=(1, 2), keepdim=True)
            alpha = torch.where(
                total > EPS**2, product / total.clamp_min(EPS**2), potential
            )
        return attention, alpha

    def describe(self, v: Tensor, alpha: Tensor) -> Tensor:
        """Pool v (b k h w) with alpha (b h w) into s_hat (b k), Eq. 4."""
        return self.fc(torch.einsum('bkhw,bhw->bk', v, alpha.to(v.dtype)))
