"""VGG without batch norm: the paper's VGG-11, and VGG-16 of later methods."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS

# Output channels of each convolution in units of `base_channels`; 'M' pools.
VGG11_LAYOUT = (1, 'M', 2, 'M', 4, 4, 'M', 8, 8, 'M')
VGG16_LAYOUT = (
    *(1, 1, 'M', 2, 2, 'M', 4, 4, 4, 'M'),
    *(8, 8, 8, 'M', 8, 8, 8),
)


class VGG(BaseModule):
    """Convolutions of 3 x 3 with ReLU, and pools that halve the picture.

    Parameter names are torchvision's and timm's (``features.0.weight``), so
    ImageNet files of either load through ``init_cfg=dict(type='Pretrained',
    checkpoint=FILE)``. Without a file the weights are drawn as torchvision
    draws them (He, fan-out), which an un-normalised VGG needs to learn at all.

    Args:
        layout: widths of the convolutions in units of ``base_channels``;
            ``'M'`` pools.
        last_relu: whether a ReLU follows the last convolution.
        base_channels: width of conv1; the published networks have 64.
        frozen: keep the weights as they are and compute no gradient for them.
        frozen_stages: the same for the first stages only; a stage ends with
            its pool.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: there are fewer stages to freeze, or the sides of the
            image are not multiples of 16.
    """

    stride = 16

    def __init__(
        self,
        layout: tuple[int | str, ...],
        *,
        last_relu: bool = True,
        base_channels: int = 64,
        frozen: bool = False,
        frozen_stages: int = 0,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        layers: list[nn.Module] = []
        channels = 3
        for step in layout:
            if isinstance(step, str):
                layers.append(nn.MaxPool2d(2, 2))
                continue
            width = step * base_channels
            layers += [
                nn.Conv2d(channels, width, 3, padding=1),
                nn.ReLU(inplace=True),
            ]
            channels = width
        self.features = nn.Sequential(*layers if last_relu else layers[:-1])
        self.out_channels = channels
        self.frozen = frozen
        self.requires_grad_(not frozen)
        ends = [
            index + 1
            for index, layer in enumerate(self.features)
            if isinstance(layer, nn.MaxPool2d)
        ]
        if not 0 <= frozen_stages <= len(ends):
            raise ValueError(
                f'frozen_stages={frozen_stages}: {type(self).__name__} has '
                f'{len(ends)} stages'
            )
        self.features[: [0, *ends][frozen_stages]].requires_grad_(False)

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
                f'{type(self).__name__} got an image of {height} x {width} px '
                f'and needs sides that are multiples of {self.stride}: its '
                'map would not cover the rest; resize or crop the image'
            )
        return self.features(image)


@MODELS.register_module()
class VGG11(VGG):
    """VGG-11 without batch norm, conv1 to maxpool4 (appendix Table 1).

    With ImageNet weights the output equals torchvision's
    ``vgg11().features[:16]`` bit for bit. Arguments and errors are those of
    :class:`VGG`.
    """

    def __init__(self, **kwargs):
        super().__init__(VGG11_LAYOUT, **kwargs)


@MODELS.register_module()
class VGG16(VGG):
    """VGG-16 without batch norm, up to conv5_3.

    Senocak's attention and SSPL take it before the last ReLU, torchvision's
    ``vgg16().features[:29]``, so that features are signed.

    Args:
        last_relu: False for the cut before it.
        **kwargs: see :class:`VGG`.
    """

    def __init__(self, *, last_relu: bool = False, **kwargs):
        super().__init__(VGG16_LAYOUT, last_relu=last_relu, **kwargs)
