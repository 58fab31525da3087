"""The losses of Two-stage: classes, correspondence, and classes that align.

Qian et al., "Multiple Sound Sources Localization from Coarse to Fine", ECCV
2020, as the simplified release computes them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


def correspondence(pairs: Tensor) -> Tensor:
    """Half the mean cross-entropy of own pairs and half that of others.

    Args:
        pairs: (i j 2), logits of sound i and image j: other, own.
    """
    b = len(pairs)
    own = torch.eye(b, dtype=torch.long, device=pairs.device)
    entropy = functional.cross_entropy(
        pairs.flatten(0, 1), own.flatten(), reduction='none'
    )
    same = own.flatten().bool()
    return 0.5 * (entropy[same].mean() + entropy[~same].mean())


def class_alignment(
    sound: Tensor,
    image: Tensor,
    counts: Tensor,
    *,
    margin: float = 1.4,
    floor: float = 0.0,
) -> tuple[Tensor, Tensor]:
    """Bring the own classes together and keep all others at a margin.

    With ``d = 2 - 2 cos`` of all (clip, class) pairs: the mean of d over the
    equal pairs that count, and the mean of ``max(0, margin - sqrt(d))^2``
    over the unequal ones. Other classes of the same clip are unequal, and so
    is the same class of another clip.

    Args:
        sound, image: unit vectors (b k n) of n classes.
        counts: (b*n b*n) bool, pairs that count, in the order clip, class.
        margin: in units of sqrt(d).
        floor: of d under the root; the released 0 has no finite gradient
            where two unequal vectors are the same.

    Returns:
        Both terms, scalars; a kind of which none counts gives 0.
    """
    rows, columns = (x.mT.flatten(0, 1) for x in (sound, image))
    d = 2 - 2 * rows @ columns.T
    same = torch.eye(len(d), dtype=torch.bool, device=d.device)
    gap = (margin - d.clamp_min(floor).sqrt()).clamp_min(0).square()
    return (
        _mean(d, counts & same),
        _mean(gap, counts & ~same),
    )


def _mean(values: Tensor, chosen: Tensor) -> Tensor:
    return torch.where(chosen, values, 0).sum() / chosen.sum().clamp_min(1)


@MODELS.register_module()
class ClassAlignmentLoss(nn.Module):
    """Classification and correspondence; then also :func:`class_alignment`.

    Args:
        threshold: probability that a class must exceed to count.
        margin, floor: see :func:`class_alignment`.
    """

    def __init__(
        self,
        *,
        threshold: float = 0.3,
        margin: float = 1.4,
        floor: float = 0.0,
    ):
        super().__init__()
        self.threshold = threshold
        self.settings = dict(margin=margin, floor=floor)

    def coarse(
        self, classes: tuple[Tensor, Tensor, Tensor], labels: tuple
    ) -> dict[str, Tensor]:
        """Return the terms of the first stage.

        Args:
            classes: logits of sounds and images (b n), and pairs (i j 2).
            labels: of sounds and images (b n) in 0..1.
        """
        sound, image, pairs = classes
        entropy = functional.binary_cross_entropy_with_logits
        return {
            'loss_correspondence': correspondence(pairs),
            'loss_sound': entropy(sound, labels[0].to(sound)),
            'loss_image': entropy(image, labels[1].to(image)),
        }

    def fine(
        self,
        classes: tuple[Tensor, Tensor, Tensor],
        sound: Tensor,
        image: Tensor,
    ) -> dict[str, Tensor]:
        """Return the terms that the second stage adds.

        Args:
            classes: see :meth:`coarse`; they say which pairs count.
            sound, image: unit vectors (b k n).
        """
        counts = self.counting(*classes[:2])
        own, other = class_alignment(sound, image, counts, **self.settings)
        return {'loss_own': own, 'loss_other': other}

    def counting(self, sound: Tensor, image: Tensor) -> Tensor:
        """Return which (clip, class) pairs count, (b*n b*n)."""
        rows, columns = (
            x.sigmoid().flatten() > self.threshold for x in (sound, image)
        )
        return rows[:, None] & columns
