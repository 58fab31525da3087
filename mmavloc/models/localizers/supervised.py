"""The supervised baseline, trained on boxes and images only (Table 2)."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class SupervisedLocalizer(Localizer):
    """A network from image to map, trained on consensus maps (Sec. 4).

    The audio is ignored. The predicted map ``localization`` is U, the sigmoid
    of the network's output.

    Args:
        network: image (b 3 H W) -> logits (b h w).
        loss: compares U with G, both (b h w); :class:`DiceLoss` by default.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        network: dict,
        loss: dict | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.network = self.build(network)
        self.map_loss = self.build(loss or dict(type='DiceLoss'))

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return U (b h w) in [0, 1] as ``localization``."""
        logits = self.network(inputs['image'])
        # Half precision rounds a sigmoid near 1 to 1.
        return {'localization': logits.float().sigmoid()}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Compare the batch's maps with ``consensus`` of its clips."""
        for sample in data_samples:
            if 'consensus' not in sample:
                raise ValueError(
                    f'clip {sample.get("sample_id")} has no consensus map for '
                    'the loss; put DrawConsensus before PackAVInputs in the '
                    'training pipeline'
                )
        u = self.maps(inputs)['localization']
        g = torch.stack([sample.consensus for sample in data_samples])
        return {'loss': self.map_loss(u, g.to(u.device, non_blocking=True))}
