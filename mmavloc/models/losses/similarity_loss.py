"""Similarity loss over matching and non-matching pairs (Eq. 5, 6)."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

EPS = 1e-6  # lower limit of a norm: ReLU can make a vector all zero
NEGATIVES = ('shift', 'bernoulli', 'all')


def similarity_loss(
    s_hat: Tensor, s: Tensor, match: Tensor, power: float = 1.0
) -> Tensor:
    """Similarity loss of Eq. 5 and 6.

    Args:
        s_hat: pooled image vectors (b k) >= 0.
        s: sound vectors (b k) >= 0.
        match: (b) bool, whether image and audio of the pair match.
        power: of the cosine of non-matching pairs, see
            :class:`SimilarityLoss`; 1 in Eq. 6.

    Returns:
        Scalar in [0, 1]: the average of two means, of ``1 - cos`` over
        matching pairs and of ``cos ** power`` over non-matching pairs, so
        that both kinds have equal weight for any number of pairs. If one kind
        has no pair, the mean of the other is returned.
    """
    cosine = functional.cosine_similarity(s_hat, s, dim=1, eps=EPS)
    # rounding may make it slightly negative, of which there is no power
    apart = cosine if power == 1 else cosine.clamp_min(0) ** power
    # Sum with a mask: indexing with a mask would make the host wait for the
    # device.
    kind = torch.stack([match, ~match]).to(cosine.dtype)  # 2 b
    count = kind.sum(dim=1)
    halves = (kind * torch.stack([1 - cosine, apart])).sum(dim=1)
    halves = halves / count.clamp_min(1)
    return halves.sum() / (count > 0).sum()


def draw_batch_pairs(
    b: int, negatives: str, device: torch.device | str = 'cpu'
) -> tuple[Tensor, Tensor, Tensor]:
    """Pair images and audio within a batch of ``b`` clips.

    Args:
        b: number of clips, at least 2.
        negatives: ``'shift'`` pairs every image with its own audio and with
            that of another clip, by one random non-zero cyclic shift.
            ``'all'`` pairs every image with every audio. ``'bernoulli'``
            pairs every image once, with probability 1/2 with its own audio
            and otherwise with a shifted one.

    Returns:
        Image indices (p), audio indices (p) and ``match`` (p) bool.

    Raises:
        ValueError: fewer than two clips, which have no negative pair.
    """
    if b < 2:
        raise ValueError(
            f'a batch of {b} clip has no non-matching pair; the loss needs '
            'at least 2 clips per process: increase batch_size or set '
            'drop_last=True'
        )
    own = torch.arange(b, device=device)
    if negatives == 'all':
        image, sound = own.repeat_interleave(b), own.repeat(b)
        return image, sound, image == sound
    shift = torch.randint(1, b, (), device=device)
    other = (own + shift) % b
    if negatives == 'bernoulli':
        match = torch.rand(b, device=device) < 0.5
        return own, torch.where(match, own, other), match
    match = torch.arange(2 * b, device=device) < b
    return own.repeat(2), torch.cat([own, other]), match


@MODELS.register_module()
class SimilarityLoss(nn.Module):
    """The paper's loss over matching and non-matching pairs (Eq. 5, 6).

    The loss also chooses the pairs, which the paper does not specify, so that
    a config defines both in one place.

    Args:
        negatives: see :func:`draw_batch_pairs`.
        power: a non-matching pair costs ``cos ** power``; Eq. 6 has 1. The
            sound of two sources, whose classes have orthogonal unit vectors a
            and b, can be encoded as a, as b or as the unit vector between
            them. Against an image of a and one of b, both of other clips, a
            costs 1 and the vector between them ``2 ** (1 - power / 2)``: below
            a power of 2 the vector of one source is cheaper, and A misses the
            other source.
        loss_weight: factor on the loss.

    Raises:
        ValueError: an unknown ``negatives``, or a power below 1.
    """

    def __init__(
        self,
        *,
        negatives: str = 'shift',
        power: float = 1.0,
        loss_weight: float = 1.0,
    ):
        super().__init__()
        if negatives not in NEGATIVES:
            raise ValueError(
                f'negatives={negatives!r}: expected one of '
                f'{", ".join(NEGATIVES)}'
            )
        if power < 1:
            raise ValueError(f'power={power}: expected at least 1')
        self.negatives = negatives
        self.power = power
        self.loss_weight = loss_weight

    def pairs(
        self, b: int, device: torch.device | str = 'cpu'
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Draw this batch's pairs, see :func:`draw_batch_pairs`."""
        return draw_batch_pairs(b, self.negatives, device)

    def forward(self, s_hat: Tensor, s: Tensor, match: Tensor) -> Tensor:
        """Compute :func:`similarity_loss` in float32."""
        with torch.autocast(s.device.type, enabled=False):
            loss = similarity_loss(s_hat.float(), s.float(), match, self.power)
        return self.loss_weight * loss
