"""The paper's image network: VGG-11 up to its fourth pooling layer."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS

# Output channels of each convolution in units of `base_channels`; 'M' pools.
LAYOUT = (1, 'M', 2, 'M', 4, 4, 'M', 8, 8, 'M')


@MODELS.register_module()
class VGG11(BaseModule):
    """VGG-11 without batch norm, conv1 to maxpool4 (appendix Table 1).

    Parameter names are torchvision's and timm's (``features.0.weight``), so
    ImageNet files of either load through ``init_cfg=dict(type='Pretrained',
    checkpoint=FILE)``; with such weights the output equals torchvision's
    ``vgg11().features[:16]`` bit for bit. Without a file the initial weights
    are torchvision's (He normal, fan out); a VGG without batch norm does not
    learn from PyTorch's default weights.

    Args:
        base_channels: channels of conv1; 64 in the paper. The output has 8
            times as many.
        frozen: whether to freeze the weights; no gradient is computed.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: the sides of the image are not multiples of 16.
    """

    stride = 16

    def __init__(
        self,
        *,
        base_channels: int = 64,
        frozen: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        layers: list[nn.Module] = []
        channels = 3
        for step in LAYOUT:
            if step == 'M':
                layers.append(nn.MaxPool2d(2, 2))
                continue
            width = step * base_channels
            layers += [
                nn.Conv2d(channels, width, 3, padding=1),
                nn.ReLU(inplace=True),
            ]
            channels = width
        self.features = nn.Sequential(*layers)
        self.out_channels = channels
        self.frozen = frozen
        self.requires_grad_(not frozen)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or draw He weights."""
        if self.init_cfg:
            init_from_file(self, self.init_cfg)
            return
        for module in self.features:
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(
                    module.weight, mode='fan_out', nonlinearity='relu'
                )
                nn.init.zeros_(module.bias)

    def forward(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into (b 8*base_channels H/16 W/16)."""
        height, width = image.shape[-2:]
        if height % self.stride or width % self.stride:
            raise ValueError(
                f'VGG11 got an image of {height} x {width} px and needs sides '
                f'that are multiples of {self.stride}, because its map would '
                'not cover the remainder; resize or crop the image'
            )
        return self.features(image)
