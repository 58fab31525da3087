"""SLAVC: two projections and a momentum twin."""

import torch
from torch import Tensor, nn

from mmavloc.models.momentum_twin import MomentumTwin
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SLAVCLocalizer(CosineLocalizer):
    """Localize with one projection, recognise with another, ask a twin.

    Mo and Morgado, "A Closer Look at Weakly-Supervised Audio-Visual Source
    Localization", NeurIPS 2022. The map is the mean of both cosines.

    Args:
        momentum: share of its weights that the twin keeps in a step.
        predict_with: the ``'trained'`` half, as the published tests, or its
            ``'twin'``.
        **parts: see :class:`CosineLocalizer`; the head has two projections,
            the loss takes both halves' vectors.

    Raises:
        ValueError: another ``predict_with``.
    """

    def __init__(
        self,
        *,
        momentum: float = 0.999,
        predict_with: str = 'trained',
        **parts,
    ):
        super().__init__(**parts)
        if predict_with not in ('trained', 'twin'):
            raise ValueError(
                f"predict_with={predict_with!r}: want 'trained' or 'twin'"
            )
        self.predict_with = predict_with
        self.twin = MomentumTwin(self._followed(), momentum=momentum)

    def _followed(self) -> nn.ModuleDict:
        return nn.ModuleDict(
            {
                name: getattr(self, name)
                for name in ('image_backbone', 'audio_backbone', 'map_head')
            }
        )

    def init_weights(self) -> None:
        """Start the twin from the weights that the parts start from."""
        super().init_weights()
        self.twin.follow(self._followed(), momentum=0.0)

    def encode(
        self, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Encode for the maps, with the half that predicts."""
        if self.predict_with == 'twin':
            return self._encode(self.twin.module, inputs)
        return super().encode(inputs)

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample],
    ) -> dict[str, Tensor]:
        """Return the losses of a batch, after the twin has followed."""
        trained = self._followed()
        self.twin.follow(trained)
        with torch.no_grad():
            v_twin, a_twin = self._encode(self.twin.module, inputs)
        v, a = self._encode(trained, inputs)
        return self.pair_loss(v, a, v_twin, a_twin)

    @staticmethod
    def _encode(
        half: nn.ModuleDict, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        head = half['map_head']
        v = head.image(half['image_backbone'](inputs['image']))
        a = head.sound(half['audio_backbone'](inputs['audio']))
        return v, a
