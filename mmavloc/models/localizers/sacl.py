"""SACL: two views of a picture against sounds that are unlike its own."""

from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SACLLocalizer(CosineLocalizer):
    """The cosine map, trained with segments and without false negatives.

    Song et al., "Enhancing Sound Source Localization via False Negative
    Elimination", TPAMI 2024. The batch brings a ``view`` and, optionally,
    ``segments`` and ``view_segments`` (b H W).

    Args:
        **parts: see :class:`CosineLocalizer`; the audio backbone is a
            :class:`VGGish`, the loss a :class:`SemanticContrastLoss`.

    Raises:
        ValueError: a training batch without a second ``view``.
    """

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the loss of both views with the batch's sounds."""
        if 'view' not in inputs:
            raise ValueError(
                'the batch has no second view; put MakeViews before '
                'PackAVInputs in the training pipeline'
            )
        embedding, heard = self.audio_backbone.embed(inputs['audio'])
        (a,) = self.map_head.sound(embedding[:, :, None, None])
        views = tuple(
            self.map_head.image(self.image_backbone(inputs[name]))[0]
            for name in ('image', 'view')
        )
        segments = None
        if 'segments' in inputs:
            segments = inputs['segments'], inputs['view_segments']
        return self.pair_loss(views, a, heard, segments)
