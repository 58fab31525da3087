"""Consensus IoU of maps against consensus maps."""

import torch
from torch import Tensor


def count_above(
    maps: Tensor, thresholds: Tensor, truth: Tensor, outside: Tensor
) -> tuple[Tensor, Tensor]:
    """Sum overlap and false positives over the pixels above thresholds.

    Args:
        maps: (b n) float.
        thresholds: (b q) of the same type, ascending along q; a pixel is
            predicted if it is strictly above.
        truth: (b n) float, G or the votes that it is made of.
        outside: (b n) float, 1 where the truth is exactly 0, else 0.

    Returns:
        Both (b q) float64: overlap, the sum of the truth that is predicted,
        and the number of false positives. Exact for whole numbers.
    """
    b, q = thresholds.shape
    # How many thresholds each pixel exceeds; then sums from the highest on.
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

    With B the binary map, 1 where a map is strictly above a threshold, and G
    the consensus map:

        cIoU = sum B G / (sum G + sum B [G = 0])

    so that a false positive counts only where G is exactly 0.

    Args:
        overlap: (b q) sum of G over the predicted pixels.
        false_positives: (b q) number of predicted pixels with G = 0.
        truth: (b) sum of G.

    Returns:
        (b q) float64; 0 where there is neither truth nor prediction.
    """
    union = truth[:, None] + false_positives
    return torch.where(union > 0, overlap / union.clamp_min(1e-300), 0.0)


def half_accuracy(maps: Tensor, right: Tensor) -> Tensor:
    """Whether a map puts more of its mass into the sounding half.

    Args:
        maps: (b h w); one with negative values is shifted up to 0 first. Of
            an odd width the middle column is shared.
        right: (b) bool, whether the sound is of the right half.

    Returns:
        (b) float64: 1, 0, or 0.5 for equal halves, so that a map that ignores
        the sound has exactly 0.5 on average over the two samples of a pair.
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
    """Pointing game: whether the maximum of a map lies in the truth.

    Of several pixels that share the maximum each counts for its share, so
    that a constant map scores what a pixel drawn by chance scores.

    Zhang et al., Top-down neural attention by excitation backprop, ECCV 2016,
    without their margin of 15 pixels.

    Args:
        false_positives: (b) number of pixels that hold the maximum where the
            consensus map is 0.
        maxima: (b) number of pixels that hold the maximum, at least 1.

    Returns:
        (b) float64 in [0, 1], the share of the maxima inside the truth.
    """
    return 1 - false_positives.double() / maxima.double()
