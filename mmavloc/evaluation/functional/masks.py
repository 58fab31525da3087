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

    F = (1 + beta2) P R / (beta2 P + R), 0 where no predicted pixel is true.

    Args:
        overlap: (b q) pixels that are predicted and true.
        false_positives: (b q) pixels that are predicted and false.
        truth: (b) true pixels.
        beta2: weight of recall, as OpenNLPLab/AVSBench sets it.

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
    """The largest value of the mean curve, of curves (b q).

    Taking the maximum inside each batch and then the mean, as the released
    script does, makes the score depend on who shares a batch.
    """
    return float(curves.mean(dim=0).max())
