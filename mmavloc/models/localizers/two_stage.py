"""Two-stage: classify first, then compare class by class."""

import torch
from mmengine.logging import MessageHub
from torch import Tensor

from mmavloc.models.heads.class_cam_head import weighted_class_map
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer

WEIGHTS = 'double_sigmoid', 'sigmoid'


@MODELS.register_module()
class TwoStageLocalizer(Localizer):
    """Cells that resemble what activates the classes of the sound.

    Qian et al., "Multiple Sound Sources Localization from Coarse to Fine",
    ECCV 2020, the simplified release. The batch brings ``audio_groups`` and
    ``image_groups`` (b n), made by :class:`LoadGroups` from what pretrained
    taggers say. The map ``localization`` (b h w) is in 0..1.

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w).
        audio_backbone: spectrogram (b 1 t f) -> features (b c t' f').
        class_head: a :class:`ClassCamHead`.
        loss: a :class:`ClassAlignmentLoss`.
        second_from: epoch, counted from 0, from which classes are aligned.
        weights: of the classes in the map. ``'double_sigmoid'``, as released:
            the sigmoid is taken twice, so that every class counts.
            ``'sigmoid'`` is the probability.
        **kwargs: see :class:`Localizer`.

    Raises:
        ValueError: other ``weights``; a training batch without groups.
    """

    def __init__(
        self,
        *,
        image_backbone: dict,
        audio_backbone: dict,
        class_head: dict,
        loss: dict,
        second_from: int = 20,
        weights: str = 'double_sigmoid',
        **kwargs,
    ):
        super().__init__(**kwargs)
        if weights not in WEIGHTS:
            raise ValueError(
                f'weights={weights!r}: expected one of {", ".join(WEIGHTS)}'
            )
        self.image_backbone = self.build(image_backbone)
        self.audio_backbone = self.build(audio_backbone)
        self.class_head = self.build(class_head)
        self.class_loss = self.build(loss)
        self.second_from = second_from
        self.weights = weights

    def class_maps(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Return a map for each class (b n h w) >= 0, and weights (b n)."""
        v = self.image_backbone(inputs['image'])
        a = self.audio_backbone(inputs['audio'])
        head = self.class_head
        sound = head.embed(v, a)[1]  # b k n
        maps = torch.einsum('bkhw,bkn->bnhw', head.cells(v), sound).relu()
        weights = head.sound_classes(a).sigmoid()
        if self.weights == 'double_sigmoid':
            weights = weights.sigmoid()
        return maps, weights

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the weighted map by the name users see."""
        return {'localization': weighted_class_map(*self.class_maps(inputs))}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the losses of the stage that the epoch belongs to."""
        if 'audio_groups' not in inputs:
            raise ValueError(
                'the batch has no audio_groups and image_groups to learn '
                'from; put LoadGroups before PackAVInputs(input_keys='
                "('audio_groups', 'image_groups')) in the training pipeline"
            )
        v = self.image_backbone(inputs['image'])
        a = self.audio_backbone(inputs['audio'])
        classes = self.class_head.classify(v, a)
        labels = inputs['audio_groups'], inputs['image_groups']
        losses = self.class_loss.coarse(classes, labels)
        epoch = MessageHub.get_current_instance().get_info('epoch', 0)
        if epoch >= self.second_from:
            image, sound = self.class_head.embed(v, a)
            losses |= self.class_loss.fine(classes, sound, image)
        return losses
