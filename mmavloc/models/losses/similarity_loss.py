"""Does this sound belong to this image? The only teacher there is."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

EPS = 1e-6  # floor of a norm: ReLU can make a vector all zero
NEGATIVES = ('shift', 'bernoulli', 'all')


def similarity_loss(s_hat: Tensor, s: Tensor, match: Tensor) -> Tensor:
    """Similarity loss of Eq. 5 and 6.

    Args:
        s_hat: pooled image vectors (b k) >= 0.
        s: sound vectors (b k) >= 0.
        match: (b) bool, whether pair b belongs together.

    Returns:
        Scalar in [0, 1]: the mean of ``1 - cos`` over matching pairs and the
        mean of ``cos`` over the others, averaged, so that both count alike
        however many there are. A kind without any pair is left out.
    """
    cosine = functional.cosine_similarity(s_hat, s, dim=1, eps=EPS)
    # Sums under a mask, not a selection by it, whose size the host would have
    # to wait for.
    kind = torch.stack([match, ~match]).to(cosine.dtype)  # 2 b
    count = kind.sum(dim=1)
    halves = (kind * torch.stack([1 - cosine, cosine])).sum(dim=1)
    halves = halves / count.clamp_min(1)
    return halves.sum() / (count > 0).sum()


def draw_batch_pairs(
    b: int, negatives: str, device: torch.device | str = 'cpu'
) -> tuple[Tensor, Tensor, Tensor]:
    """Pair images and sounds within a batch of ``b`` clips.

    Args:
        b: number of clips, at least 2.
        negatives: ``'shift'``: every image with its own sound and with that
            of another clip, by one random non-zero cyclic shift; ``'all'``:
            every image with every sound; ``'bernoulli'``: every image once,
            by the toss of a coin with its own sound or a shifted one.

    Returns:
        Image indices (p), sound indices (p) and ``match`` (p) bool.

    Raises:
        ValueError: fewer than two clips, which hold no negative pair.
    """
    if b < 2:
        raise ValueError(
            f'a batch of {b} clip has no pair that does not match; want at '
            'least 2 clips per process: raise batch_size or set '
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

    It owns the choice of pairs, which the paper leaves open, so that a config
    states it in one place.

    Args:
        negatives: see :func:`draw_batch_pairs`.
        loss_weight: factor on the loss.

    Raises:
        ValueError: for an unknown ``negatives``.
    """

    def __init__(self, *, negatives: str = 'shift', loss_weight: float = 1.0):
        super().__init__()
        if negatives not in NEGATIVES:
            raise ValueError(
                f'negatives={negatives!r}: want one of {", ".join(NEGATIVES)}'
            )
        self.negatives = negatives
        self.loss_weight = loss_weight

    def pairs(
        self, b: int, device: torch.device | str = 'cpu'
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Draw this batch's pairs, see :func:`draw_batch_pairs`."""
        return draw_batch_pairs(b, self.negatives, device)

    def forward(self, s_hat: Tensor, s: Tensor, match: Tensor) -> Tensor:
        """See :func:`similarity_loss`; in float32 whatever comes in."""
        with torch.autocast(s.device.type, enabled=False):
            loss = similarity_loss(s_hat.float(), s.float(), match)
        return self.loss_weight * loss
