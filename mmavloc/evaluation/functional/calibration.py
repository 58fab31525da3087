"""Calibration: agreement of the confidence of maps with their score."""

import numpy as np
import torch
from torch import Tensor

from .normalise import normalise_maps


def expected_iou(maps: Tensor) -> Tensor:
    """Confidence of maps: their expected IoU.

    A map m, normalised to 0..1, is taken as the probability of each cell to
    belong to the source. Its prediction S are the cells above 0.5. The
    expected intersection of S with the source is the sum of m over S, and
    their expected union is |S| plus the sum of m outside S:

        c = sum_S m / (|S| + sum_not_S m)

    For a map of zeros and ones c = 1; it is smaller for a blurred map and 0
    for a constant one. It does not depend on the scale of the map or on a
    tuned threshold.

    Args:
        maps: (b h w), finite.

    Returns:
        (b) float64 in [0, 1].
    """
    m = normalise_maps(maps.double().flatten(1), 'min_max', 'zero')
    predicted = m > 0.5
    held = (m * predicted).sum(1)
    union = predicted.sum(1) + (m * ~predicted).sum(1)
    return torch.where(union > 0, held / union.clamp_min(1e-300), 0.0)


def reliability(
    confidence: np.ndarray, score: np.ndarray, bins: int = 10
) -> list[tuple[float, float, int]]:
    """Compare confidences with scores, in bins of about equal size.

    Args:
        confidence: (n) in [0, 1].
        score: (n) in [0, 1], the score that the confidence predicts.
        bins: number of bins; at most n.

    Returns:
        Mean confidence, mean score and number of clips of each bin, by
        ascending confidence.

    Raises:
        ValueError: there is no clip, or the lengths differ.
    """
    if not len(confidence) or len(confidence) != len(score):
        raise ValueError(
            f'{len(confidence)} confidences and {len(score)} scores; want the '
            'same number of both, at least one'
        )
    order = np.argsort(confidence, kind='stable')
    return [
        (
            float(confidence[part].mean()),
            float(score[part].mean()),
            len(part),
        )
        for part in np.array_split(order, min(bins, len(order)))
    ]


def calibration_error(
    confidence: np.ndarray, score: np.ndarray, bins: int = 10
) -> float:
    """Expected calibration error: mean |confidence - score| over the bins."""
    parts = reliability(confidence, score, bins)
    gaps = [abs(c - s) * n for c, s, n in parts]
    return sum(gaps) / len(confidence)


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Area under the receiver operating characteristic (AUROC).

    The probability that a positive exceeds a negative; ties count half.

    Raises:
        ValueError: one of the two is empty.
    """
    if not len(positive) or not len(negative):
        raise ValueError(
            f'{len(positive)} positives and {len(negative)} negatives; want '
            'at least one of each'
        )
    ascending = np.sort(negative)
    below = np.searchsorted(ascending, positive, side='left')
    not_above = np.searchsorted(ascending, positive, side='right')
    return float((below + not_above).mean() / 2 / len(negative))
