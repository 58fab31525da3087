"""The paper's audio network, up to the pooling along time."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS

# Output channels in units of `base_channels`; 'M' pools (appendix Table 2).
LAYOUT = (1, 1, 'M', 2, 2, 'M', 4, 4, 'M', 4, 4, 'M', 4, 4)


@MODELS.register_module()
class AudioVGG(BaseModule):
    """Ten 3 x 3 convolutions with batch norm over a spectrogram (Table 2).

    Args:
        in_channels: 2, amplitude and phase.
        base_channels: channels of conv1; 32 in the paper. The output has 4
            times as many.
        init_cfg: an MMEngine initializer; PyTorch's own by default.

    Raises:
        ValueError: the spectrogram has fewer than 16 bins or frames.
    """

    stride = 16

    def __init__(
        self,
        *,
        in_channels: int = 2,
        base_channels: int = 32,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        layers: list[nn.Module] = []
        channels = in_channels
        for step in LAYOUT:
            if step == 'M':
                layers.append(nn.MaxPool2d(2, 2))
                continue
            width = step * base_channels
            layers += [
                nn.Conv2d(channels, width, 3, padding=1),
                nn.BatchNorm2d(width),
                nn.ReLU(inplace=True),
            ]
            channels = width
        self.features = nn.Sequential(*layers)
        self.out_channels = channels

    def forward(self, spectrogram: Tensor) -> Tensor:
        """Turn (b 2 f t) into features (b 4*base_channels f//16 t//16)."""
        bins, frames = spectrogram.shape[-2:]
        if min(bins, frames) < self.stride:
            raise ValueError(
                f'AudioVGG got a spectrogram of {bins} bins x {frames} frames '
                f'and needs at least {self.stride} of each; use longer audio'
            )
        return self.features(spectrogram)
