"""A potential map for any method: what could sound, by its own features."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer

WATCHED = 'image_backbone', 'audio_backbone'


@MODELS.register_module()
class PotentialProbe(Localizer):
    """Another localizer, with a :class:`PotentialHead` on its image features.

    P (Eq. 1 of Oya et al.) is made of the image alone. It is trained beside
    the method: image features that are pooled under P shall resemble the own
    sound and no other (Eq. 4 to 6, with P instead of alpha). So the gap
    between a method's map and what needs no sound can be measured for all of
    them. Maps are the method's and ``potential`` (b h w), which sums to 1.

    Args:
        localizer: with ``image_backbone`` and ``audio_backbone``.
        potential_head: image features -> v (b k h w), P (b h w).
        sound_head: audio features -> s (b k).
        loss: a :class:`SimilarityLoss`.
        detach: whether the method's networks stay untouched by P.
        **kwargs: see :class:`Localizer`.

    Raises:
        ValueError: a localizer without such networks, or one that has a
            potential map.
    """

    def __init__(
        self,
        *,
        localizer: dict,
        potential_head: dict,
        sound_head: dict,
        loss: dict,
        detach: bool = True,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.localizer = self.build(localizer)
        missing = [n for n in WATCHED if not hasattr(self.localizer, n)]
        if missing or hasattr(self.localizer, 'potential_head'):
            kind = type(self.localizer).__name__
            raise ValueError(
                f'PotentialProbe got {kind}, which has no {missing[0]}'
                if missing
                else f'PotentialProbe got {kind}, which has a potential map'
            )
        self.potential_head = self.build(potential_head)
        self.sound_head = self.build(sound_head)
        self.potential_loss = self.build(loss)
        self.detach = detach

    def _watch(
        self, call: Callable[[], Any], inputs: dict[str, Tensor]
    ) -> tuple[Any, Tensor, Tensor]:
        """Call, and return the first features that both networks gave."""
        seen: dict[str, Tensor] = {}

        def keep(name: str) -> Any:
            def hook(module, args, output) -> None:
                seen.setdefault(name, output)

            return getattr(self.localizer, name).register_forward_hook(hook)

        handles = [keep(name) for name in WATCHED]
        try:
            result = call()
        finally:
            for handle in handles:
                handle.remove()
        for name, key in zip(WATCHED, ('image', 'audio'), strict=True):
            if name not in seen:  # it was used by another way than forward
                seen[name] = getattr(self.localizer, name)(inputs[key])
        image, audio = (seen[name] for name in WATCHED)
        if self.detach:
            image, audio = image.detach(), audio.detach()
        return result, image[: len(inputs['image'])], audio

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the method's maps and P."""
        maps, image, _ = self._watch(
            lambda: self.localizer.maps(inputs), inputs
        )
        return {**maps, 'potential': self.potential_head(image)[1]}

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor]:
        """Return the method's losses, that of P, and the cells P covers."""
        losses, image, audio = self._watch(
            lambda: self.localizer.loss(inputs, data_samples), inputs
        )
        v, potential = self.potential_head(image)
        pooled = torch.einsum('bkhw,bhw->bk', v, potential.to(v.dtype))
        s = self.sound_head(audio)
        at, sound, match = self.potential_loss.pairs(len(s), s.device)
        with torch.no_grad():
            entropy = -torch.special.xlogy(potential, potential).sum((1, 2))
        return {
            **losses,
            'loss_potential': self.potential_loss(pooled[at], s[sound], match),
            'potential_cells': entropy.exp().mean(),
        }
