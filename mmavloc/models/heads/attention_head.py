"""Senocak's attention: where the image agrees with the sound."""

from typing import NamedTuple

from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

from .cosine_map_head import cosine_maps


class Attention(NamedTuple):
    """What the head makes of a batch.

    Attributes:
        attention: softmax over cells of the cosine, (b h w), sums to 1.
        cosine: relu of the cosine, (b h w).
        pooled: relu of the attended image features, (b c).
        z: image vector in the space of sounds, (b k).
        embedding: of the sound, before it gets unit length, (b c).
    """

    attention: Tensor
    cosine: Tensor
    pooled: Tensor
    z: Tensor
    embedding: Tensor


@MODELS.register_module()
class AttentionHead(BaseModule):
    """Attend to image cells that agree with the sound (Senocak et al. 2018).

    The softmax has no temperature and its argument lies in 0..1, so that the
    attention is nearly flat: only its ranks say where.

    Args:
        in_channels: c, of the image features.
        sound_channels: k, of the sound's vector.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        sound_channels: int = 1000,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.sound_fc1 = nn.Linear(sound_channels, sound_channels)
        self.sound_fc2 = nn.Linear(sound_channels, in_channels)
        self.vision_fc1 = nn.Linear(in_channels, in_channels)
        self.vision_fc2 = nn.Linear(in_channels, sound_channels)

    def forward(self, v: Tensor, sound: Tensor) -> Attention:
        """Attend.

        Args:
            v: image features (b c h w), signed.
            sound: sound vectors (b k), signed; only what is positive guides.
        """
        heard = self.sound_fc1(sound.relu()).relu()
        embedding = self.sound_fc2(heard)
        cosine = cosine_maps(
            functional.normalize(v.float(), dim=1),
            functional.normalize(embedding.float(), dim=1),
        ).relu()
        attention = cosine.flatten(1).softmax(dim=1).view_as(cosine)
        pooled = (v * attention[:, None]).sum(dim=(2, 3)).relu()
        z = self.vision_fc2(self.vision_fc1(pooled).relu())
        return Attention(attention, cosine, pooled, z, embedding)
