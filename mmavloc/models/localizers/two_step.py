"""The two-step system of "Do We Need Sound for Sound Source Localization?"."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class TwoStepLocalizer(Localizer):
    """Potential map from the image, selection by the sound (Sec. 3).

    Each encoder runs once per clip; pairs that do not match are formed
    between features. Predicted maps are ``potential`` (P, which no sound can
    change), ``attention`` (A) and ``localization`` (alpha).

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w).
        audio_backbone: spectrogram (b 2 f t) -> features (b c f' t').
        potential_head: image features -> v (b k h w), P (b h w).
        sound_head: audio features -> s (b k).
        selection_head: v, s, P -> A, alpha; and v, alpha -> s_hat.
        loss: pairs of a batch, and the loss of s_hat against s.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        image_backbone: dict,
        audio_backbone: dict,
        potential_head: dict,
        sound_head: dict,
        selection_head: dict,
        loss: dict,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.image_backbone = self.build(image_backbone)
        self.audio_backbone = self.build(audio_backbone)
        self.potential_head = self.build(potential_head)
        self.sound_head = self.build(sound_head)
        self.selection_head = self.build(selection_head)
        self.pair_loss = self.build(loss)

    def extract_feat(
        self, inputs: dict[str, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Encode a batch into v (b k h w), P (b h w) and s (b k)."""
        features = self.image_backbone(inputs['image'])
        v, potential = self.potential_head(features)
        s = self.sound_head(self.audio_backbone(inputs['audio']))
        return v, potential, s

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return P, A and alpha, each (b h w), by the names users see."""
        v, potential, s = self.extract_feat(inputs)
        attention, alpha = self.selection_head(v, s, potential)
        return {
            'potential': potential,
            'attention': attention,
            'localization': alpha,
        }

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> dict[str, Tensor]:
        """Similarity loss of the batch's pairs, and two scalars to watch.

        ``potential_cells`` is exp(entropy of P), the number of cells that P
        covers; near 1, A gets no gradient. ``dead_vectors`` is
        the share of sound vectors that ReLU made zero.
        """
        v, potential, s = self.extract_feat(inputs)
        image, sound, match = self.pair_loss.pairs(len(s), s.device)
        _, alpha = self.selection_head(v[image], s[sound], potential[image])
        s_hat = self.selection_head.describe(v[image], alpha)
        with torch.no_grad():
            entropy = -torch.special.xlogy(potential, potential).sum((1, 2))
            watched = {
                'potential_cells': entropy.exp().mean(),
                'dead_vectors': (s.amax(dim=1) <= 0).float().mean(),
            }
        return {'loss': self.pair_loss(s_hat, s[sound], match), **watched}
