"""Taught by boxes, and deaf: how far pictures alone can go (Table 2)."""

import torch
from mmengine.model import BaseModel
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .predictions import attach_maps


@MODELS.register_module()
class SupervisedLocalizer(BaseModel):
    """A network from the image to a map, taught by consensus maps (Sec. 4).

    Sounds in a batch are ignored. The predicted map is ``localization``,
    U = sigmoid of the network's output, as every localizer's answer is named.

    Args:
        network: image (b 3 H W) -> logits (b h w).
        loss: of U against G, both (b h w); :class:`DiceLoss` by default.
        data_preprocessor: :class:`AVDataPreprocessor` by default.
    """

    def __init__(
        self,
        *,
        network: dict,
        loss: dict | None = None,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        # Built here: MMEngine's own registry does not look into this one.
        super().__init__(
            MODELS.build(data_preprocessor or dict(type='AVDataPreprocessor')),
            init_cfg,
        )
        self.network = MODELS.build(network)
        self.map_loss = MODELS.build(loss or dict(type='DiceLoss'))

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> dict[str, Tensor] | list[AVDataSample]:
        """Dispatch to :meth:`loss`, :meth:`predict` or :meth:`maps`."""
        if mode == 'loss':
            return self.loss(inputs, data_samples or [])
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        if mode == 'tensor':
            return self.maps(inputs)
        raise ValueError(f'mode={mode!r}: want loss, predict or tensor')

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return U (b h w) in [0, 1] by the name users see."""
        logits = self.network(inputs['image'])
        # Half precision rounds a confident sigmoid to 1.
        return {'localization': logits.float().sigmoid()}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Loss of the batch's maps against ``consensus`` of its clips."""
        for sample in data_samples:
            if 'consensus' not in sample:
                raise ValueError(
                    f'clip {sample.get("sample_id")} has no consensus map to '
                    'learn from; put DrawConsensus before PackAVInputs in the '
                    'training pipeline'
                )
        u = self.maps(inputs)['localization']
        g = torch.stack([sample.consensus for sample in data_samples])
        return {'loss': self.map_loss(u, g.to(u.device, non_blocking=True))}

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` to each clip's data sample."""
        return attach_maps(self.maps(inputs), data_samples)
