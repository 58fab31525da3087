"""LVS, EZ-VSL and FNAC: cosine similarity of image cells and audio."""

from torch import Tensor

from mmavloc.models.heads.cosine_map_head import cosine_maps
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class CosineLocalizer(Localizer):
    """Image and audio networks, a cosine map head and a contrastive loss.

    The config's parts define the method (configs/lvs, configs/ezvsl,
    configs/fnac). The map ``localization`` is the cosine similarity (b h w)
    in -1..1. With object guidance ``localization`` is the fused map, and the
    cosine similarity is ``attention``.

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w).
        audio_backbone: spectrogram (b 1 f t) -> features (b c f' t').
        map_head: features -> unit vectors, a :class:`CosineMapHead`.
        loss: unit vectors v (b k h w), a (b k) -> losses by name.
        object_guidance: an :class:`ObjectGuidance`, or None.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        image_backbone: dict,
        audio_backbone: dict,
        map_head: dict,
        loss: dict,
        object_guidance: dict | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.image_backbone = self.build(image_backbone)
        self.audio_backbone = self.build(audio_backbone)
        self.map_head = self.build(map_head)
        self.pair_loss = self.build(loss)
        self.object_guidance = (
            self.build(object_guidance) if object_guidance else None
        )

    def encode(
        self, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Return unit vectors v (b k h w) and a (b k) for each projection."""
        v = self.map_head.image(self.image_backbone(inputs['image']))
        a = self.map_head.sound(self.audio_backbone(inputs['audio']))
        return v, a

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the maps of a batch by name."""
        v, a = self.encode(inputs)
        pairs = zip(v, a, strict=True)
        cosine = sum(cosine_maps(*pair) for pair in pairs) / len(v)
        if self.object_guidance is None:
            return {'localization': cosine}
        return self.object_guidance(cosine, inputs['image'])

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample],
    ) -> dict[str, Tensor]:
        """Return the losses of a batch; other clips of it are negatives."""
        (v,), (a,) = self.encode(inputs)
        return self.pair_loss(v, a)
