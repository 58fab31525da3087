"""CLIPSeg as ACL-SSL's grounder, by the package ``transformers``."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

# 'A photo of {}', without its last word and with the end of the text
PROMPT = (49406, 320, 1125, 539, 49407)
PLACE = 4  # of the audio token in it


@MODELS.register_module()
class CLIPSegGrounder(BaseModule):
    """Ground audio tokens by a frozen CLIPSeg (Lüddecke and Ecker, 2022).

    The network is public and never trained, so that checkpoints do not hold
    it. The token stands among the words of "A photo of {}", as ACL-SSL has
    it. It needs ``transformers`` (``pip install transformers``).

    Args:
        name: of the published network, or a folder; None makes one of random
            weights, which knows nothing.
        settings: of a network without name, as ``CLIPSegConfig`` takes them.

    Raises:
        ImportError: transformers is missing.
    """

    def __init__(
        self,
        *,
        name: str | None = 'CIDAS/clipseg-rd64-refined',
        settings: dict | None = None,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        try:
            from transformers import CLIPSegConfig, CLIPSegForImageSegmentation
        except ImportError as error:
            raise ImportError(
                f'CLIPSegGrounder needs transformers, which cannot be '
                f'imported ({error}); pip install transformers'
            ) from None
        if name is None:
            config = CLIPSegConfig(**(settings or {}))
            net = CLIPSegForImageSegmentation(config)
        else:
            net = CLIPSegForImageSegmentation.from_pretrained(name)
        self.extract_layers = tuple(net.config.extract_layers)
        # in a list: no part of the state dict, of DDP or of the optimizer
        self._net = [net.eval().requires_grad_(False)]

    @property
    def net(self) -> nn.Module:
        """The frozen CLIPSeg."""
        return self._net[0]

    def _apply(self, fn, recurse: bool = True) -> nn.Module:
        """Move the network along with the module."""
        self._net[0]._apply(fn, recurse)
        return super()._apply(fn, recurse)

    def sound(self, token: Tensor) -> Tensor:
        """Turn tokens (b k) into embeddings (b k) of CLIP's text network."""
        text = self.net.clip.text_model
        ids = torch.tensor(PROMPT, device=token.device)
        words = text.embeddings.token_embedding(ids).expand(len(token), -1, -1)
        x = torch.cat(
            [words[:, :PLACE], token[:, None], words[:, PLACE:]], dim=1
        )
        x = x + text.embeddings.position_embedding.weight[: x.shape[1]]
        for layer in text.encoder.layers:
            x = encoder_layer(layer, x, causal=True)
        last = text.final_layer_norm(x)[:, -1]
        return self.net.clip.text_projection(last)

    def _patches(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into the first tokens (b 1+h*w c)."""
        vision = self.net.clip.vision_model
        places = vision.embeddings.position_embedding.weight
        cells = vision.embeddings.patch_embedding(image)
        side = round((len(places) - 1) ** 0.5)
        grid = places[1:].T.unflatten(1, (side, side))[None]
        grid = functional.interpolate(grid, cells.shape[2:], mode='bicubic')
        first = (vision.embeddings.class_embedding + places[0]).expand(
            len(image), 1, -1
        )
        tokens = torch.cat([first, (cells + grid).flatten(2).mT], dim=1)
        return vision.pre_layrnorm(tokens)

    @torch.no_grad()
    def features(self, image: Tensor) -> list[Tensor]:
        """Turn images (b 3 H W) into tokens (b 1+h*w c) of some layers.

        Those that the decoder reads, and those before the last layer.
        """
        x, kept = self._patches(image), []
        layers = self.net.clip.vision_model.encoder.layers
        for number, layer in enumerate(layers[:-1]):
            x = encoder_layer(layer, x)
            if number in self.extract_layers:
                kept.append(x)
        return [*kept, x]

    def dense(self, features: list[Tensor]) -> Tensor:
        """Embeddings of cells (b k h w): the last layer without attention."""
        layer = self.net.clip.vision_model.encoder.layers[-1]
        x = encoder_layer(layer, features[-1], attend=False)[:, 1:]
        cells = self._project(x).mT
        side = round(cells.shape[2] ** 0.5)
        return cells.unflatten(2, (side, side))

    def image(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into CLIP's embeddings (b k)."""
        x = self._patches(image)
        for layer in self.net.clip.vision_model.encoder.layers:
            x = encoder_layer(layer, x)
        return self._project(x[:, 0])

    def logits(self, features: list[Tensor], embedding: Tensor) -> Tensor:
        """Return logits (b H W) of features with embeddings (b k)."""
        return self.net.decoder(features[:-1], embedding).logits

    def _project(self, x: Tensor) -> Tensor:
        normed = self.net.clip.vision_model.post_layernorm(x)
        return self.net.clip.visual_projection(normed)


def encoder_layer(
    layer: nn.Module, x: Tensor, *, causal: bool = False, attend: bool = True
) -> Tensor:
    """Run a layer of CLIP on tokens (b n c), with or without attention."""
    part = layer.self_attn
    normed = layer.layer_norm1(x)
    heads = part.num_heads
    value = part.v_proj(normed)
    if attend:
        query, key, value = (
            y.unflatten(2, (heads, -1)).transpose(1, 2)
            for y in (part.q_proj(normed), part.k_proj(normed), value)
        )
        value = functional.scaled_dot_product_attention(
            query, key, value, is_causal=causal
        )
        value = value.transpose(1, 2).flatten(2)
    x = x + part.out_proj(value)
    return x + layer.mlp(layer.layer_norm2(x))
