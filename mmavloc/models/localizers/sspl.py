"""SSPL: what sounds in two views of a picture is the same."""

from torch import Tensor
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_maps
from mmavloc.models.heads.object_guidance import min_max
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SSPLLocalizer(CosineLocalizer):
    """Pool two views where they agree with the sound, and compare.

    Song et al., "Self-Supervised Predictive Learning: A Negative-Free Method
    for Sound Source Localization in Visual Scenes", CVPR 2022. The map is
    the cosine of image cells, corrected by predictive coding or not.

    Args:
        siamese_head: a :class:`SimSiamHead`.
        predictive_coding: a :class:`PredictiveCoding`, or None.
        **parts: see :class:`CosineLocalizer`; the audio backbone is a
            :class:`VGGish`, the loss takes both views' predictions and
            projections.

    Raises:
        ValueError: a training batch without a second ``view``.
    """

    def __init__(
        self,
        *,
        siamese_head: dict,
        predictive_coding: dict | None = None,
        **parts,
    ):
        super().__init__(**parts)
        self.siamese_head = self.build(siamese_head)
        self.predictive_coding = (
            self.build(predictive_coding) if predictive_coding else None
        )

    def features(self, image: Tensor, heard: Tensor) -> Tensor:
        """Image features (b c h w), corrected by sounds (b 128)."""
        v = self.image_backbone(image)
        if self.predictive_coding is None:
            return v
        return self.predictive_coding(v, functional.normalize(heard, dim=1))

    def encode(
        self, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Unit vectors v (b k h w) of cells, and a (b k)."""
        a, heard = self.audio_backbone.embed(inputs['audio'])
        v = self.features(inputs['image'], heard)
        a = self.map_head.sound(a[:, :, None, None])
        return self.map_head.image(v), a

    def pool(self, v: Tensor, a: Tensor) -> Tensor:
        """Sum features (b c h w) under the map of 0..1 with unit a (b k)."""
        maps = cosine_maps(self.map_head.image(v)[0], a)
        return (v * min_max(maps)[:, None]).sum(dim=(2, 3))

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the loss of both views with the one sound."""
        if 'view' not in inputs:
            raise ValueError(
                'the batch has no second view; put MakeViews before '
                'PackAVInputs in the training pipeline'
            )
        embedding, heard = self.audio_backbone.embed(inputs['audio'])
        (a,) = self.map_head.sound(embedding[:, :, None, None])
        (p1, z1), (p2, z2) = (
            self.siamese_head(self.pool(self.features(x, heard), a))
            for x in (inputs['image'], inputs['view'])
        )
        return self.pair_loss(p1, p2, z1, z2)
