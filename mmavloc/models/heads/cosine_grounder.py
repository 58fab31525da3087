"""A small network that grounds sounds, where CLIPSeg is too large."""

from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

from .cosine_map_head import cosine_maps


@MODELS.register_module()
class CosineGrounder(BaseModule):
    """Ground a token by the cosine with image cells; ours, of ACL's interface.

    Args:
        backbone: image (b 3 H W) -> features (b c h w).
        in_channels: c.
        channels: k, of tokens and embeddings.
        scale: of the cosine in the logits.
    """

    def __init__(
        self,
        *,
        backbone: dict,
        in_channels: int,
        channels: int,
        scale: float = 1.0,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.backbone = MODELS.build(backbone)
        self.project = nn.Conv2d(in_channels, channels, 1)
        self.word = nn.Linear(channels, channels)
        self.scale = scale

    def sound(self, token: Tensor) -> Tensor:
        """Turn tokens (b k) into embeddings (b k)."""
        return self.word(token)

    def features(self, image: Tensor) -> list[Tensor]:
        """Turn images (b 3 H W) into features (b k h w)."""
        return [self.project(self.backbone(image))]

    def dense(self, features: list[Tensor]) -> Tensor:
        """Embeddings of cells (b k h w)."""
        return features[0]

    def image(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into embeddings (b k)."""
        return self.features(image)[0].mean(dim=(2, 3))

    def logits(self, features: list[Tensor], embedding: Tensor) -> Tensor:
        """Return logits (b h w) of features with embeddings (b k)."""
        v = functional.normalize(features[0].float(), dim=1)
        a = functional.normalize(embedding.float(), dim=1)
        return self.scale * cosine_maps(v, a)
