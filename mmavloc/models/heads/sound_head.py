"""From the audio network's features to one vector per clip."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS


@MODELS.register_module()
class SoundHead(BaseModule):
    """The sound vector s: mean over time, then FC, ReLU, FC, ReLU (Sec. 3.3).

    The mean is along the time axis only, which keeps the frequency of each
    feature and accepts audio of any length.

    Args:
        in_channels: channels of the audio backbone's output.
        freq_bins: frequency bins of the audio backbone's output, 512 / 16;
            None averages over frequency too, as a ResNet's own pooling does.
        channels: k, the length of s.

    Raises:
        ValueError: features with other numbers of channels or bins.
    """

    def __init__(
        self,
        *,
        in_channels: int = 128,
        freq_bins: int | None = 32,
        channels: int = 512,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.in_shape = (in_channels, freq_bins)
        self.fc = nn.Sequential(
            nn.Linear(in_channels * (freq_bins or 1), channels),
            nn.ReLU(inplace=True),
            nn.Linear(channels, channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, features: Tensor) -> Tensor:
        """Turn features (b c f t) into s (b k) >= 0."""
        if self.in_shape[1] is None:
            features = features.mean(dim=2, keepdim=True)
        if tuple(features.shape[1:3]) != (
            self.in_shape[0],
            self.in_shape[1] or 1,
        ):
            raise ValueError(
                f'SoundHead got {features.shape[1]} channels x '
                f'{features.shape[2]} frequency bins, expected '
                f'{self.in_shape[0]} x {self.in_shape[1]}; match in_channels '
                'and freq_bins to the audio backbone and to n_fft'
            )
        return self.fc(features.mean(dim=3).flatten(1))
