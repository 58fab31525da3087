"""SoundNet, which learned sounds from what networks see in videos."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS

# Output channels in units of base_channels, kernel, and width of the pool.
LAYOUT = (
    (1, 64, 8),
    (2, 32, 8),
    (4, 16, 1),
    (8, 8, 1),
    (16, 4, 4),
    (32, 4, 1),
    (64, 4, 1),
)
LEAST = 209_374  # samples that give one step


@MODELS.register_module()
class SoundNet8(BaseModule):
    """Eight convolutions over samples (Aytar et al., NeurIPS 2016).

    The output is the object branch of the last layer before any softmax, as
    Senocak et al. take it. Parameter names are those of the widespread
    PyTorch port (``conv1.0.weight``), whose file loads through
    ``init_cfg=dict(type='Pretrained', checkpoint=FILE)``.

    Args:
        base_channels: width of conv1; the published network has 16.
        objects, scenes: classes of the two branches.
        frozen: keep weights and statistics and compute no gradient.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: a waveform of fewer than 209 374 samples (9.5 s).
    """

    def __init__(
        self,
        *,
        base_channels: int = 16,
        objects: int = 1000,
        scenes: int = 401,
        frozen: bool = True,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        channels = 1
        for number, (factor, kernel, pool) in enumerate(LAYOUT, 1):
            width = factor * base_channels
            half = (kernel // 2, 0)
            layers = [
                nn.Conv2d(channels, width, (kernel, 1), (2, 1), half),
                nn.BatchNorm2d(width),
                nn.ReLU(inplace=True),
            ]
            if pool > 1:
                layers.append(nn.MaxPool2d((pool, 1)))
            setattr(self, f'conv{number}', nn.Sequential(*layers))
            channels = width
        for name, classes in (('conv8', objects), ('conv8_2', scenes)):
            layer = nn.Conv2d(channels, classes, (8, 1), (2, 1))
            setattr(self, name, nn.Sequential(layer))
        self.out_channels = objects
        self.frozen = frozen
        self.requires_grad_(not frozen)
        self.train()

    def init_weights(self) -> None:
        """Load the file that ``init_cfg`` names, else keep the start."""
        if self.init_cfg:
            init_from_file(self, self.init_cfg)

    def train(self, mode: bool = True):
        """Switch the mode; a frozen network stays in evaluation mode."""
        return super().train(mode and not self.frozen)

    def trunk(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b 1 t 1) into the input of both branches."""
        if waveform.shape[2] < LEAST:
            raise ValueError(
                f'SoundNet8 got {waveform.shape[2]} samples and needs at '
                f'least {LEAST} (9.5 s at 22050 Hz); set '
                "LoadAudio(duration=10.0, fill='tile')"
            )
        for number in range(1, len(LAYOUT) + 1):
            waveform = getattr(self, f'conv{number}')(waveform)
        return waveform

    def forward(self, waveform: Tensor) -> Tensor:
        """Turn waveforms (b 1 t 1) into object scores (b objects steps 1)."""
        return self.conv8(self.trunk(waveform))
