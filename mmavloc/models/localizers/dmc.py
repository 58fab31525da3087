"""DMC and CAVL: clusters of cells in picture and sound."""

import torch
from mmengine.logging import MessageHub
from torch import Tensor

from mmavloc.models.heads.cluster_head import (
    Clusters,
    distances,
    nearest_maps,
)
from mmavloc.models.losses.similarity_loss import draw_batch_pairs
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class DMCLocalizer(Localizer):
    """The image cluster that is nearest to the sound's.

    Hu et al., "Deep Multimodal Clustering for Unsupervised Audiovisual
    Learning", CVPR 2019. The map ``localization`` is the soft assignment
    (b h w) in 0..1 of cells to that cluster. With ``stages`` it is our
    reading of "Curriculum Audiovisual Learning" (Hu et al., 2020), of which
    no code exists.

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w).
        audio_backbone: spectrogram (b 1 t f) -> features (b c t' f').
        cluster_head: a :class:`ClusterHead`.
        loss: a :class:`MarginContrastiveLoss`.
        stages: (epoch, image clusters, audio clusters), the numbers to train
            with from an epoch on, counted from 0. Maps are made with those of
            the head.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        image_backbone: dict,
        audio_backbone: dict,
        cluster_head: dict,
        loss: dict,
        stages: tuple[tuple[int, int, int], ...] = (),
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.image_backbone = self.build(image_backbone)
        self.audio_backbone = self.build(audio_backbone)
        self.cluster_head = self.build(cluster_head)
        self.pair_loss = self.build(loss)
        self.stages = sorted(tuple(stage) for stage in stages)

    def clusters(
        self, image: Tensor, audio: Tensor
    ) -> tuple[Clusters, Clusters]:
        """Cluster the cells of images and sounds."""
        counts: tuple[int | None, int | None] = (None, None)
        if self.training:
            epoch = MessageHub.get_current_instance().get_info('epoch', 0)
            for first, *wanted in self.stages:
                counts = tuple(wanted) if epoch >= first else counts
        return (
            self.cluster_head.image(self.image_backbone(image), counts[0]),
            self.cluster_head.sound(self.audio_backbone(audio), counts[1]),
        )

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the assignment by the name users see."""
        v = self.image_backbone(inputs['image'])
        image = self.cluster_head.image(v)
        heard = self.audio_backbone(inputs['audio'])
        maps = nearest_maps(image, self.cluster_head.sound(heard))
        return {'localization': maps.unflatten(1, v.shape[2:])}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the loss of each sound with its image and with another one.

        The other is that of another clip of the batch, or ``other`` (b 3 H
        W), if the pipeline brings one; then both run in one batch in turn, as
        released.
        """
        image, b = inputs['image'], len(inputs['image'])
        if 'other' in inputs:
            image = torch.stack([image, inputs['other']], dim=1).flatten(0, 1)
            at = torch.arange(2 * b, device=image.device)
            sounds, match = at // 2, at % 2 == 0
        else:
            sounds, at, match = draw_batch_pairs(b, 'shift', image.device)
        seen, heard = self.clusters(image, inputs['audio'])
        apart = distances(seen.centres[at], heard.centres[sounds])
        return self.pair_loss(apart.amin(dim=1), match)
