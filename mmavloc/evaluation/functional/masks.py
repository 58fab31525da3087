"""Segmentation scores, from counts above thresholds (AVSBench)."""

import torch
from torch import Tensor


def f_measure(
    overlap: Tensor,
    false_positives: Tensor,
    truth: Tensor,
    *,
    beta2: float = 0.3,
) -> Tensor:
    """F-measure of masks against binary truth, at every threshold.

    F = (1 + beta2) P R / (beta2 P + R), and 0 if no predicted pixel is true.

    Args:
        overlap: (b q) number of true predicted pixels.
        false_positives: (b q) number of false predicted pixels.
        truth: (b) number of true pixels.
        beta2: weight of recall, as in OpenNLPLab/AVSBench.

    Returns:
        (b q) float64.
    """
    precision = overlap / (overlap + false_positives).clamp_min(1)
    recall = overlap / truth[:, None].clamp_min(1)
    below = beta2 * precision + recall
    return torch.where(
        below > 0,
        (1 + beta2) * precision * recall / below.clamp_min(1e-300),
        0.0,
    )


def best_of_mean(curves: Tensor) -> float:
    """Return the maximum of the mean of curves (b q).

    The released script takes the maximum within each batch and then the mean;
    its score therefore depends on the composition of the batches.
    """
    return float(curves.mean(dim=0).max())
