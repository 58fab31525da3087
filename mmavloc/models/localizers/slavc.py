"""SLAVC: two projections and a momentum encoder."""

import torch
from torch import Tensor, nn

from mmavloc.models.momentum_twin import MomentumTwin
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SLAVCLocalizer(CosineLocalizer):
    """One projection localizes and another recognises, with a momentum copy.

    Mo and Morgado, "A Closer Look at Weakly-Supervised Audio-Visual Source
    Localization", NeurIPS 2022. The map is the mean of the cosine maps of
    both projections.

    Args:
        momentum: factor on the weights of the momentum copy in each update.
        predict_with: ``'trained'``, the trained encoders, as in the published
            tests, or ``'twin'``, their momentum copy.
        **parts: see :class:`CosineLocalizer`. The head has two projections,
            and the loss takes the vectors of both encoders.

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
                f"predict_with={predict_with!r}: expected 'trained' or 'twin'"
            )
        self.predict_with = predict_with
        self.twin = MomentumTwin(self._trained_parts(), momentum=momentum)

    def _trained_parts(self) -> nn.ModuleDict:
        return nn.ModuleDict(
            {
                name: getattr(self, name)
                for name in ('image_backbone', 'audio_backbone', 'map_head')
            }
        )

    def init_weights(self) -> None:
        """Copy the initial weights of the trained parts to the twin."""
        super().init_weights()
        self.twin.update(self._trained_parts(), momentum=0.0)

    def encode(
        self, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Encode a batch with the encoders that ``predict_with`` names."""
        if self.predict_with == 'twin':
            return self._encode(self.twin.module, inputs)
        return super().encode(inputs)

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample],
    ) -> dict[str, Tensor]:
        """Update the twin, then return the losses of a batch."""
        trained = self._trained_parts()
        self.twin.update(trained)
        with torch.no_grad():
            v_twin, a_twin = self._encode(self.twin.module, inputs)
        v, a = self._encode(trained, inputs)
        return self.pair_loss(v, a, v_twin, a_twin)

    @staticmethod
    def _encode(
        parts: nn.ModuleDict, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        head = parts['map_head']
        v = head.image(parts['image_backbone'](inputs['image']))
        a = head.sound(parts['audio_backbone'](inputs['audio']))
        return v, a
