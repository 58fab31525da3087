"""Hear the Flow's cross-attention: what moves adds to what is seen."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS


@MODELS.register_module()
class FlowAttention(BaseModule):
    """Add to each image cell what attends to the cells of the flow.

    Fedorishin et al., "Hear the Flow", WACV 2023: queries and values come
    from the image, keys from the flow.

    Args:
        in_channels: of the image features.
        flow_channels: of the flow features.
        channels: of queries and keys.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        flow_channels: int = 512,
        channels: int = 64,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.query_conv = nn.Conv2d(in_channels, channels, 1)
        self.key_conv = nn.Conv2d(flow_channels, channels, 1)
        self.value_conv = nn.Conv2d(in_channels, in_channels, 1)
        self.scale = channels**-0.5

    def attention(self, v: Tensor, flow: Tensor) -> Tensor:
        """Softmax over flow cells for each image cell, (b h*w h*w)."""
        query = self.query_conv(v).flatten(2)
        key = self.key_conv(flow).flatten(2)
        return (self.scale * query.mT @ key).softmax(dim=2)

    def attended(self, v: Tensor, flow: Tensor) -> Tensor:
        """What is added to image features v (b c h w), of that shape."""
        value = self.value_conv(v).flatten(2)
        return (value @ self.attention(v, flow).mT).view_as(v)

    def forward(self, v: Tensor, flow: Tensor) -> Tensor:
        """Return image features v (b c h w) with what flow (b c' h w) adds."""
        return v + self.attended(v, flow)
