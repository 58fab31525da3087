"""Scores for audio whose source is not in the image.

For silence, noise and off-screen sounds a map should be low (Juanola et al.,
ICASSP 2025; xavijuanola/vssl_eval). Maps are on one scale for all clips and
are not normalised per map.
"""

import torch
from torch import Tensor

from .levels import area_under, levels


def universal_threshold(negatives: Tensor, quantile: float = 0.75) -> float:
    """Return one threshold for a model: a quantile of the maxima of maps.

    Args:
        negatives: (b h w), maps for negative audio, of clips that are not
            scored.
        quantile: quantile of the maxima; the source uses 0.75.

    Raises:
        ValueError: there is no map.
    """
    if not len(negatives):
        raise ValueError('no map for negative audio; want at least one')
    highest = negatives.double().flatten(1).amax(dim=1)
    return float(highest.quantile(quantile))


def predicted_area(maps: Tensor, threshold: float) -> Tensor:
    """pIA: share (b) of the pixels of maps (b h w) above a threshold."""
    return (maps.flatten(1) > threshold).double().mean(dim=1)


def negative_area(shares: Tensor, q: int = 21) -> Tensor:
    """AUC_N of each clip: area under [pIA <= x] as x rises from 0 to 1.

    The mean over clips (b) is the area under the share of clips with a pIA of
    at most x; 1 is best.
    """
    steps = levels(q, shares.device)
    return area_under((shares[:, None] <= steps).double())


def f_loc(found: Tensor, quiet: Tensor) -> Tensor:
    """Harmonic mean of localization and silence on negatives, fractions.

    Args:
        found: mean consensus IoU at the universal threshold, or the area
            under its success curve; 0 for a clip whose truth and prediction
            are both empty.
        quiet: 1 minus the mean pIA over the kinds of negative audio, or the
            mean of AUC_N.

    Returns:
        2 a b / (a + b), 0 if both are 0.
    """
    total = found + quiet
    return torch.where(
        total > 0, 2 * found * quiet / total.clamp_min(1e-300), 0.0
    )
