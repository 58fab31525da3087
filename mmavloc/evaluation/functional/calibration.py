"""How well the confidence of maps agrees with their score."""

import numpy as np
import torch
from torch import Tensor

from .normalise import normalise_maps


def expected_iou(maps: Tensor) -> Tensor:
    """Confidence of maps: the IoU that they expect of themselves.

    A map m normalised to 0..1 is read as the probability of each cell to be
    source, and S are the cells above 0.5, its prediction. The expected part
    of the source in S is the sum of m over S, and the expected union of S
    and the source is |S| plus the sum of m elsewhere:

        c = sum_S m / (|S| + sum_not_S m)

    A map of zeros and ones has c = 1, a blurred one less, a constant one 0.
    It depends neither on the scale of the map nor on a tuned threshold.

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
    """Compare confidences with scores, in bins of about as many clips each.

    Args:
        confidence: (n) in [0, 1].
        score: (n) in [0, 1], what the confidence predicts.
        bins: how many; fewer where there are fewer clips.

    Returns:
        Mean confidence, mean score and number of clips of each bin, by
        rising confidence.

    Raises:
        ValueError: no clip, or not as many scores.
    """
    if not len(confidence) or len(confidence) != len(score):
        raise ValueError(
            f'{len(confidence)} confidences and {len(score)} scores; want as '
            'many of both, and at least one'
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
    """Chance that a positive exceeds a negative; ties count half.

    The area under the receiver operating characteristic.

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
