"""VGGish, which learned sounds from the labels of videos."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS

# Output channels in units of base_channels; 'M' pools.
LAYOUT = (1, 'M', 2, 'M', 4, 4, 'M', 8, 8, 'M')
CELLS = 6 * 4  # of 96 x 64 behind four pools


@MODELS.register_module()
class VGGish(BaseModule):
    """VGGish (Hershey et al., ICASSP 2017), and two layers on top of it.

    Each example of about a second becomes 128 numbers; two further layers,
    which SSPL and SACL train, make an embedding of them; a clip's is the mean
    over its examples. Parameter names are those of torchvggish.

    Args:
        base_channels: width of the first convolution; 64 as published.
        hidden: of the two fully connected layers; 4096 as published.
        channels: k, of the embedding.
        frozen: keep the weights of VGGish itself; the layers on top train.
        init_cfg: None, or a ``Pretrained`` initializer of VGGish itself.
    """

    def __init__(
        self,
        *,
        base_channels: int = 64,
        hidden: int = 4096,
        channels: int = 512,
        frozen: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        layers: list[nn.Module] = []
        width = 1
        for step in LAYOUT:
            if isinstance(step, str):
                layers.append(nn.MaxPool2d(2, 2))
                continue
            conv = nn.Conv2d(width, step * base_channels, 3, padding=1)
            layers += [conv, nn.ReLU(inplace=True)]
            width = step * base_channels
        self.features = nn.Sequential(*layers)
        self.embeddings = nn.Sequential(
            nn.Linear(CELLS * width, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, 128),
            nn.ReLU(inplace=True),
        )
        self.fc = nn.Sequential(
            nn.Linear(128, channels),
            nn.ReLU(inplace=True),
            nn.Linear(channels, channels),
        )
        self.out_channels = channels
        for part in (self.features, self.embeddings):
            part.requires_grad_(not frozen)

    def init_weights(self) -> None:
        """Load the file that ``init_cfg`` names, else keep the start."""
        if self.init_cfg:
            init_from_file(self, {'leave': 'fc.', **self.init_cfg})

    def examples(self, x: Tensor) -> Tensor:
        """Turn examples (b e 96 64) into (b e 128) >= 0."""
        b, e = x.shape[:2]
        cells = self.features(x.reshape(b * e, 1, *x.shape[2:]))
        flat = cells.permute(0, 2, 3, 1).flatten(1)
        return self.embeddings(flat).unflatten(0, (b, e))

    def embed(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Turn examples (b e 96 64) into (b k), and means (b 128) before."""
        heard = self.examples(x)
        return self.fc(heard).mean(dim=1), heard.mean(dim=1)

    def forward(self, x: Tensor) -> Tensor:
        """Turn examples (b e 96 64) into embeddings (b k 1 1)."""
        return self.embed(x)[0][:, :, None, None]
