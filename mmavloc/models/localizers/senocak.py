"""Senocak's attention, trained without boxes, with them, or with some."""

import torch
from torch import Tensor

from mmavloc.models.losses.similarity_loss import draw_batch_pairs
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class SenocakLocalizer(Localizer):
    """A sound's vector says where in the image to look.

    Senocak et al., "Learning to Localize Sound Source in Visual Scenes", CVPR
    2018. The map ``localization`` is the attention (b h w), which sums to 1.

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w), signed.
        audio_backbone: front end's output -> (b k f t); its mean over f and t
            is the sound's vector.
        attention_head: an :class:`AttentionHead`.
        loss: a :class:`RatioTripletLoss`.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        image_backbone: dict,
        audio_backbone: dict,
        attention_head: dict,
        loss: dict,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.image_backbone = self.build(image_backbone)
        self.audio_backbone = self.build(audio_backbone)
        self.attention_head = self.build(attention_head)
        self.triplet_loss = self.build(loss)

    def sound(self, inputs: dict[str, Tensor]) -> Tensor:
        """Return the sounds' vectors (b k), signed."""
        return self.audio_backbone(inputs['audio']).mean(dim=(2, 3))

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the attention by the name users see."""
        v = self.image_backbone(inputs['image'])
        seen = self.attention_head(v, self.sound(inputs))
        return {'localization': seen.attention}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the losses; the other sound is one of the batch's."""
        v, sound = self.image_backbone(inputs['image']), self.sound(inputs)
        seen = self.attention_head(v, sound)
        _, partner, match = draw_batch_pairs(len(v), 'shift', v.device)
        other = sound[partner[~match]]
        boxes, known = _boxes(data_samples, seen.attention)
        return self.triplet_loss(
            seen.z, sound, other, seen.attention, boxes, known
        )


def _boxes(samples: list[AVDataSample], like: Tensor) -> tuple[Tensor, Tensor]:
    """Stack ``consensus`` maps (b h w), and say which clips have one."""
    boxes = torch.zeros_like(like)
    known = like.new_zeros(len(like))
    for index, sample in enumerate(samples):
        if 'consensus' in sample:
            boxes[index] = sample.consensus.to(like)
            known[index] = 1
    return boxes, known
