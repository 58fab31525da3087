"""Hear the Flow: the cosine map of cells that know what moves."""

import torch
from torch import Tensor
from torch.nn import functional

from mmavloc.registry import MODELS

from .cosine import CosineLocalizer


@MODELS.register_module()
class HearTheFlowLocalizer(CosineLocalizer):
    """LVS's loss on image features that attend to optical flow.

    Fedorishin et al., "Hear the Flow: Optical Flow-Based Self-Supervised
    Visual Sound Source Localization", WACV 2023. The batch brings ``flow``
    (b 2 H W), uint8 or 0..1, made by
    :class:`~mmavloc.datasets.transforms.LoadFlow`.

    Args:
        flow_attention: a :class:`FlowAttention`.
        flow_backbone: flow (b 2 H W) -> features (b c h w); None takes the
            maximum of the flow itself in each image cell.
        **parts: see :class:`CosineLocalizer`.

    Raises:
        ValueError: a batch without flow.
    """

    def __init__(
        self,
        *,
        flow_attention: dict,
        flow_backbone: dict | None = None,
        **parts,
    ):
        super().__init__(**parts)
        self.flow_attention = self.build(flow_attention)
        self.flow_backbone = (
            self.build(flow_backbone) if flow_backbone else None
        )

    def encode(
        self, inputs: dict[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Unit vectors v (b k h w) of cells with flow, and a (b k)."""
        if 'flow' not in inputs:
            raise ValueError(
                'the batch has no flow; put LoadFlow behind LoadImage and '
                "PackAVInputs(input_keys=('flow',)) at the end of the pipeline"
            )
        flow = inputs['flow']
        if flow.dtype == torch.uint8:
            flow = flow.float() / 255
        features = self.image_backbone(inputs['image'])
        if self.flow_backbone is None:
            moved = functional.adaptive_max_pool2d(flow, features.shape[2:])
        else:
            moved = self.flow_backbone(flow)
        v = self.map_head.image(self.flow_attention(features, moved))
        a = self.map_head.sound(self.audio_backbone(inputs['audio']))
        return v, a
