"""U-Net: a map of the size of the image."""

from collections.abc import Sequence

from mmengine.model import BaseModule
from torch import Tensor

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS


@MODELS.register_module()
class UNet(BaseModule):
    """segmentation_models_pytorch's U-Net with one output channel.

    The encoder's parameter names are those of torchvision's ResNet, so that
    torchvision's ImageNet files load through ``init_cfg=dict(
    type='Pretrained', checkpoint=FILE)``, except ``fc``. The decoder, which
    the paper does not describe, is the library's. It has five stages; each
    upsamples, concatenates the encoder's features and convolves twice.

    Args:
        encoder: the library's name of the encoder; ``'resnet34'`` in the
            paper.
        decoder_channels: channels of the decoder's five stages.
        init_cfg: None or a ``Pretrained`` initializer of the encoder.

    Raises:
        ValueError: an unknown encoder; an image whose sides are not multiples
            of 32.
    """

    def __init__(
        self,
        *,
        encoder: str = 'resnet34',
        decoder_channels: Sequence[int] = (256, 128, 64, 32, 16),
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        import segmentation_models_pytorch as smp

        if encoder not in smp.encoders.get_encoder_names():
            raise ValueError(
                f'encoder={encoder!r}: expected one of segmentation_models_'
                "pytorch's encoders, such as resnet34 or resnet18"
            )
        self.net = smp.Unet(
            encoder,
            encoder_depth=len(decoder_channels),
            encoder_weights=None,  # the library would download them
            decoder_channels=tuple(decoder_channels),
            classes=1,
        )
        self.stride = self.net.encoder.output_stride

    def init_weights(self) -> None:
        """Load the encoder from ``init_cfg``, or keep the initial weights."""
        if self.init_cfg:
            init_from_file(self.net.encoder, self.init_cfg)

    def forward(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into logits (b H W)."""
        height, width = image.shape[-2:]
        if height % self.stride or width % self.stride:
            raise ValueError(
                f'UNet got an image of {height} x {width} px and needs sides '
                f'that are multiples of {self.stride}; resize or crop it'
            )
        return self.net(image)[:, 0]
