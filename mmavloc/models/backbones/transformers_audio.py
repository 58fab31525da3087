"""Audio networks of the package ``transformers``, frozen."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


@MODELS.register_module()
class TransformersAudio(BaseModule):
    """Hidden states of some layers of a frozen audio transformer.

    The network is public and never trained, so that checkpoints do not hold
    it. It needs ``transformers`` (``pip install transformers``).

    Args:
        name: of a published network that reads spectrograms, such as an Audio
            Spectrogram Transformer, or a folder.
        layers: whose outputs are joined, counted from 1.
        frames: that the network reads; shorter sounds are filled with zeros.

    Raises:
        ImportError: transformers is missing.
    """

    def __init__(
        self,
        *,
        name: str,
        layers: tuple[int, ...] = (4, 8, 12),
        frames: int = 1024,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        try:
            from transformers import AutoModel
        except ImportError as error:
            raise ImportError(
                f'TransformersAudio needs transformers, which cannot be '
                f'imported ({error}); pip install transformers'
            ) from None
        net = AutoModel.from_pretrained(name)
        self.layers, self.frames = tuple(layers), frames
        self.out_channels = len(layers) * net.config.hidden_size
        # in a list: no part of the state dict, of DDP or of the optimizer
        self._net = [net.eval().requires_grad_(False)]

    def _apply(self, fn, recurse: bool = True) -> nn.Module:
        """Move the network along with the module."""
        self._net[0]._apply(fn, recurse)
        return super()._apply(fn, recurse)

    @torch.no_grad()
    def forward(self, x: Tensor) -> Tensor:
        """Turn spectrograms (b 1 f t) into (b layers*c steps 1)."""
        x = x[:, 0, :, : self.frames].mT
        x = functional.pad(x, (0, 0, 0, self.frames - x.shape[1]))
        states = self._net[0](x, output_hidden_states=True).hidden_states
        joined = torch.cat([states[layer] for layer in self.layers], dim=2)
        return joined.mT[..., None]
