"""ACL-SSL: a sound instead of a word, a network that grounds words."""

import torch
from torch import Tensor
from torch.nn import functional

from mmavloc.models.heads.map_masker import feature_mask
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer


@MODELS.register_module()
class ACLLocalizer(Localizer):
    """Ask a network that grounds words for what a sound means.

    Park et al., "Can CLIP Help Sound Source Localization?", WACV 2024. The map
    ``localization`` (b h w) is in 0..1 on an absolute scale.

    Args:
        grounder: a :class:`CLIPSegGrounder`, or another network with
            ``sound(token)``, ``features(image)``, ``logits(features,
            embedding)``, ``dense(features)`` and ``image(image)``, such as a
            :class:`CosineGrounder`.
        audio_backbone: front end's output -> (b c t f), whose mean over f
            gives the steps.
        audio_token: an :class:`AudioToken`.
        masker: a :class:`MapMasker`.
        loss: an :class:`AudioGroundingLoss`.
        map_size: side in pixels that the logits are brought to before they
            become a map, 224 as released; None leaves them.
        **kwargs: see :class:`Localizer`.
    """

    def __init__(
        self,
        *,
        grounder: dict,
        audio_backbone: dict,
        audio_token: dict,
        masker: dict,
        loss: dict,
        map_size: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.map_size = map_size
        self.grounder = self.build(grounder)
        self.audio_backbone = self.build(audio_backbone)
        self.audio_token = self.build(audio_token)
        self.masker = self.build(masker)
        self.grounding_loss = self.build(loss)

    def sound(self, audio: Tensor) -> Tensor:
        """Embeddings (b k) of sounds."""
        steps = self.audio_backbone(audio).mean(dim=3).mT
        return self.grounder.sound(self.audio_token(steps))

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the map by the name users see."""
        sound = self.sound(inputs['audio'])
        features = self.grounder.features(inputs['image'])
        logits = self.grounder.logits(features, sound).float()
        if self.map_size:
            logits = functional.interpolate(
                logits[:, None], (self.map_size, self.map_size), mode='bicubic'
            )[:, 0]
        return {'localization': self.masker.maps(logits)}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the losses of all pairs of the batch."""
        return self.ground(inputs['image'], self.sound(inputs['audio']))

    def ground(
        self,
        image: Tensor,
        sound: Tensor,
        noise: tuple[Tensor | None, Tensor | None] = (None, None),
    ) -> dict[str, Tensor]:
        """Return the losses of images (b 3 H W) and embeddings (b k).

        ``noise`` is that of the area masks (b b h w) and of the own ones
        (b 1 h w), drawn if not given.
        """
        b = len(image)
        seen = self.grounder.features(image)
        pairs = self.grounder.logits(
            [x.repeat_interleave(b, dim=0) for x in seen], sound.repeat(b, 1)
        ).unflatten(0, (b, b))
        own = pairs.diagonal().permute(2, 0, 1)[:, None]
        shown = functional.interpolate(
            self.masker.masks(own, noise[1]), image.shape[2:]
        )
        dense = self.grounder.dense(seen)
        soft = functional.interpolate(feature_mask(pairs), dense.shape[2:])
        # by the area of all masks, as released; the loss compares directions
        features = torch.einsum('ikhw,ijhw->ijk', dense, soft) / soft.sum()
        return self.grounding_loss(
            self.grounder.image(image * shown),
            features,
            sound,
            self.masker.masks(pairs, noise[0]),
        )
