"""SimSiam's projector and predictor."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS


def _layer(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, outputs, bias=False),
        nn.BatchNorm1d(outputs),
        nn.ReLU(inplace=True),
    )


@MODELS.register_module()
class SimSiamHead(BaseModule):
    """Project a vector, and predict the other view's projection.

    Chen and He, "Exploring Simple Siamese Representation Learning", CVPR
    2021.

    Args:
        in_channels: of the vectors.
        channels: of the projections.
        hidden: of the predictor.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 2048,
        hidden: int = 512,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.projector = nn.Sequential()
        self.projector.layer1 = _layer(in_channels, channels)
        self.projector.layer2 = _layer(channels, channels)
        self.projector.layer3 = nn.Sequential(
            nn.Linear(channels, channels, bias=False),
            nn.BatchNorm1d(channels, affine=False),
        )
        self.predictor = nn.Sequential()
        self.predictor.layer1 = _layer(channels, hidden)
        self.predictor.layer2 = nn.Linear(hidden, channels)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Turn vectors (b c) into predictions and projections (b k)."""
        z = self.projector(x)
        return self.predictor(z), z
