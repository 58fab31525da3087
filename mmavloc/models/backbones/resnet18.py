"""ResNet-18 for images and spectrograms."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS


@MODELS.register_module()
class ResNet18(BaseModule):
    """ResNet-18 up to its last stage (He et al., CVPR 2016).

    Parameter names are torchvision's, so that a torchvision file loads
    through ``init_cfg=dict(type='Pretrained', checkpoint=FILE)``. Converters
    map the names of other code bases.

    Args:
        in_channels: 3 for images, 1 for a log spectrogram.
        base_channels: channels of the first stage; the output has 8 times as
            many.
        layer4_stride: 2 gives stride 32 (7 x 7 cells for 224 px), 1 gives
            stride 16 (14 x 14), as in LVS and methods based on it.
        batch_norm_std: standard deviation of the initial weights of batch
            norm around 1: 0 in torchvision, 0.02 in LVS and methods based on
            it. The initial weights of convolutions are He normal (fan out)
            in both cases.
        frozen: whether to freeze the weights; no gradient is computed. The
            statistics of batch norm are still updated in training mode, as
            in Hear the Flow.
        init_cfg: None or a ``Pretrained`` initializer.
    """

    def __init__(
        self,
        *,
        in_channels: int = 3,
        base_channels: int = 64,
        layer4_stride: int = 2,
        batch_norm_std: float = 0.0,
        frozen: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        width = base_channels
        self.conv1 = nn.Conv2d(in_channels, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _stage(width, width, 1)
        self.layer2 = _stage(width, 2 * width, 2)
        self.layer3 = _stage(2 * width, 4 * width, 2)
        self.layer4 = _stage(4 * width, 8 * width, layer4_stride)
        self.out_channels = 8 * width
        self.stride = 16 * layer4_stride
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(
                    module.weight, mode='fan_out', nonlinearity='relu'
                )
            elif isinstance(module, nn.BatchNorm2d) and batch_norm_std:
                nn.init.normal_(module.weight, 1.0, batch_norm_std)
        self.requires_grad_(not frozen)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or keep the initial weights."""
        if self.init_cfg:
            init_from_file(self, self.init_cfg)

    def forward(self, x: Tensor) -> Tensor:
        """Turn (b c H W) into features (b 8*base_channels h w) >= 0."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def _stage(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    from torchvision.models.resnet import BasicBlock

    shortcut = None
    if stride != 1 or inputs != outputs:
        shortcut = nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False),
            nn.BatchNorm2d(outputs),
        )
    return nn.Sequential(
        BasicBlock(inputs, outputs, stride, shortcut),
        BasicBlock(outputs, outputs),
    )
