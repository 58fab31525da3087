"""Consensus IoU of maps against consensus maps."""

import torch
from torch import Tensor


def count_above(
    maps: Tensor, cuts: Tensor, truth: Tensor, outside: Tensor
) -> tuple[Tensor, Tensor]:
    """Sum the truth, and what lies outside it, over the pixels above cuts.

    Args:
        maps: (b n) float.
        cuts: (b q) of the same type, ascending along q; a pixel is predicted
            if it is strictly above.
        truth: (b n) float, G or the votes that it is made of.
        outside: (b n) float, 1 where the truth is exactly 0, else 0.

    Returns:
        Both (b q) float64: hits, the sum of the truth that is predicted, and
        the number of false alarms. Exact for whole numbers.
    """
    b, q = cuts.shape
    # How many cuts each pixel is above; then sums over all that exceed q.
    place = torch.searchsorted(cuts.contiguous(), maps.contiguous())
    place += (q + 1) * torch.arange(b, device=maps.device)[:, None]

    def tails(weights: Tensor) -> Tensor:
        total = torch.bincount(
            place.flatten(), weights.flatten().double(), b * (q + 1)
        )
        total = total.view(b, q + 1).flip(1).cumsum(1).flip(1)
        return total[:, 1:]

    return tails(truth), tails(outside)


def iou_of_counts(hits: Tensor, alarms: Tensor, truth: Tensor) -> Tensor:
    """Eq. 8 from sums: hits (b q), false alarms (b q), all truth (b).

    Where there is neither truth nor prediction the score is 0.
    """
    union = truth[:, None] + alarms
    return torch.where(union > 0, hits / union.clamp_min(1e-300), 0.0)


def consensus_iou(maps: Tensor, consensus: Tensor, taus: Tensor) -> Tensor:
    """Consensus IoU (Eq. 8) of maps binarised at every tau (Eq. 9).

    B is 1 where the map is above tau, strictly; a false positive counts only
    where G is exactly 0. Where both are empty the score is 0.

    Args:
        maps: (b h w), any scale that the taus suit.
        consensus: G (b h w) in [0, 1].
        taus: (q) thresholds, in any order.

    Returns:
        (b q) float64.
    """
    values = maps.double().flatten(1)
    truth = consensus.double().flatten(1)
    order = taus.argsort()
    cuts = taus.double()[order].expand(len(values), -1)
    hits, alarms = count_above(values, cuts, truth, (truth == 0).double())
    score = iou_of_counts(hits, alarms, truth.sum(1))
    return score[:, order.argsort()]


def half_accuracy(maps: Tensor, right: Tensor) -> Tensor:
    """Whether a map puts more of its mass into the sounding half.

    Args:
        maps: (b h w) >= 0; of an odd width the middle column is shared.
        right: (b) bool, whether the sound is of the right half.

    Returns:
        (b) float64: 1, 0, or 0.5 for equal halves, so that a map that hears
        nothing gets 0.5 over the two samples of a pair, exactly.
    """
    columns = maps.double().sum(dim=1)
    w = columns.shape[1]
    left_mass = columns[:, : w // 2].sum(dim=1)
    right_mass = columns[:, w - w // 2 :].sum(dim=1)
    lead = torch.where(right, right_mass - left_mass, left_mass - right_mass)
    return (torch.sign(lead) + 1) / 2
