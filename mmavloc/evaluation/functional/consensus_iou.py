"""Consensus IoU, and other scores of a map and a consensus map."""

import torch
from torch import Tensor


def count_above(
    maps: Tensor, thresholds: Tensor, truth: Tensor, outside: Tensor
) -> tuple[Tensor, Tensor]:
    """Sum overlap and false positives over the pixels above thresholds.

    Args:
        maps: (b n) float.
        thresholds: (b q) of the same dtype, ascending along q; a pixel is
            predicted if it is strictly above.
        truth: (b n) float, G or its votes.
        outside: (b n) float, 1 where the truth is exactly 0, else 0.

    Returns:
        Both (b q) float64: the overlap, which is the sum of the truth over
        the predicted pixels, and the number of false positives. Exact if the
        truth is integer-valued.
    """
    b, q = thresholds.shape
    # The number of thresholds that each pixel exceeds; then cumulative sums.
    place = torch.searchsorted(thresholds.contiguous(), maps.contiguous())
    place += (q + 1) * torch.arange(b, device=maps.device)[:, None]

    def tails(weights: Tensor) -> Tensor:
        total = torch.bincount(
            place.flatten(), weights.flatten().double(), b * (q + 1)
        )
        total = total.view(b, q + 1).flip(1).cumsum(1).flip(1)
        return total[:, 1:]

    return tails(truth), tails(outside)


def consensus_iou(
    overlap: Tensor, false_positives: Tensor, truth: Tensor
) -> Tensor:
    """Consensus IoU (Eq. 8) from sums over pixels.

    B is the binary map, 1 where the map is strictly above the threshold, and
    G the consensus map:

        cIoU = sum B G / (sum G + sum B [G = 0])

    A predicted pixel is a false positive only if G is exactly 0 there.

    Args:
        overlap: (b q) sum of G over the predicted pixels.
        false_positives: (b q) number of predicted pixels with G = 0.
        truth: (b) sum of G.

    Returns:
        (b q) float64; 0 if truth and prediction are both empty.
    """
    union = truth[:, None] + false_positives
    return torch.where(union > 0, overlap / union.clamp_min(1e-300), 0.0)


def half_accuracy(maps: Tensor, right: Tensor) -> Tensor:
    """Whether a map has more mass in the half that sounds.

    Args:
        maps: (b h w); a map with negative values is shifted to a minimum of
            0 first. The middle column of an odd width is ignored.
        right: (b) bool, whether the right half sounds.

    Returns:
        (b) float64: 1, 0, or 0.5 for equal halves. The mean over the two
        samples of a pair is exactly 0.5 for a map that ignores the audio.
    """
    maps = maps.double()
    mass = maps - maps.amin((1, 2), keepdim=True).clamp_max(0)
    columns = mass.sum(dim=1)
    w = columns.shape[1]
    left_mass = columns[:, : w // 2].sum(dim=1)
    right_mass = columns[:, w - w // 2 :].sum(dim=1)
    lead = torch.where(right, right_mass - left_mass, left_mass - right_mass)
    return (torch.sign(lead) + 1) / 2


def pointing_game(false_positives: Tensor, maxima: Tensor) -> Tensor:
    """Pointing game: whether the maximum of a map is inside the truth.

    If several pixels have the maximum, the score is the share of them inside
    the truth. A constant map therefore scores like a pixel drawn at random.

    Zhang et al., Top-down neural attention by excitation backprop, ECCV 2016,
    without their margin of 15 pixels.

    Args:
        false_positives: (b) number of maximal pixels where the consensus map
            is 0.
        maxima: (b) number of maximal pixels, at least 1.

    Returns:
        (b) float64 in [0, 1], the share of the maxima inside the truth.
    """
    return 1 - false_positives.double() / maxima.double()
