"""The two-step system of "Do We Need Sound for Sound Source Localization?"."""

import torch
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class TwoStepLocalizer(Localizer):
    """Potential map from the image, then selection by the audio (Sec. 3).

    Each encoder runs once per clip; non-matching pairs are formed between
    features. Predicted maps are ``potential`` (P, which does not depend on
    the audio), ``attention`` (A) and ``localization`` (alpha).

    Args:
        image_backbone: image (b 3 H W) -> features (b c h w).
        audio_backbone: spectrogram (b 2 f t) -> features (b c f' t').
        potential_head: image features -> v (b k h w), P (b h w).
        sound_head: audio features -> s (b k).
        selection_head: v, s, P -> A, alpha; and v, alpha -> s_hat.
        loss: chooses the pairs of a batch and compares s_hat with s, such as
            :class:`SimilarityLoss`.
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
        """Return P, A and alpha, each (b h w), by name."""
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
        """Return the loss of the batch's pairs, and two scalars to monitor.

        ``potential_cells`` is exp(entropy of P), the number of cells that P
        covers. If it is near 1, A receives no gradient. ``dead_vectors`` is
        the share of sound vectors in which ReLU set every element to zero.
        """
        v, potential, s = self.extract_feat(inputs)
        image, sound, match = self.pair_loss.pairs(len(s), s.device)
        if getattr(self.pair_loss, 'by_group', False):
            groups = groups_of(data_samples or [], s.device)
            match = groups[image] == groups[sound]
        _, alpha = self.selection_head(v[image], s[sound], potential[image])
        s_hat = self.selection_head.describe(v[image], alpha)
        with torch.no_grad():
            entropy = -torch.special.xlogy(potential, potential).sum((1, 2))
            monitored = {
                'potential_cells': entropy.exp().mean(),
                'dead_vectors': (s.amax(dim=1) <= 0).float().mean(),
            }
        return {'loss': self.pair_loss(s_hat, s[sound], match), **monitored}


def groups_of(
    data_samples: list[AVDataSample], device: torch.device
) -> Tensor:
    """Number the groups of a batch's clips, (b) int64.

    Raises:
        ValueError: a clip has no group.
    """
    names = [sample.get('group') for sample in data_samples]
    if not names or None in names:
        raise ValueError(
            'by_group=True needs clips with a group, such as those of '
            'ClassPairs; want by_group=False for others'
        )
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return torch.tensor([numbers[name] for name in names], device=device)
