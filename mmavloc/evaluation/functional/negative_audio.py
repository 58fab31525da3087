"""Scores under sounds that do not belong to the picture.

Under silence, noise and the sound of something off screen a map must be low
(Juanola et al., ICASSP 2025; xavijuanola/vssl_eval). Maps are raw, on one
scale for all clips, and never normalised one by one.
"""

import torch
from torch import Tensor

from .levels import area_under, levels


def universal_threshold(negatives: Tensor, quantile: float = 0.75) -> float:
    """One threshold for a model: a quantile of its highest values.

    Args:
        negatives: (b h w), maps under negative sounds of clips that are not
            scored.
        quantile: of the maxima of the maps, the third quartile in the
            source.

    Raises:
        ValueError: no map.
    """
    if not len(negatives):
        raise ValueError('no map under negative sound; want at least one')
    highest = negatives.double().flatten(1).amax(dim=1)
    return float(highest.quantile(quantile))


def predicted_area(maps: Tensor, threshold: float) -> Tensor:
    """pIA: share (b) of pixels of maps (b h w) above a threshold."""
    return (maps.flatten(1) > threshold).double().mean(dim=1)


def negative_area(shares: Tensor, q: int = 21) -> Tensor:
    """AUC_N, clip by clip: area under [pIA <= x] as x rises from 0 to 1.

    The mean over clips (b) is the area under the share of clips that stay
    below x; 1 is best.
    """
    steps = levels(q, shares.device)
    return area_under((shares[:, None] <= steps).double())


def f_loc(found: Tensor, quiet: Tensor) -> Tensor:
    """Harmonic mean of localizing and keeping quiet, fractions.

    Args:
        found: mean consensus IoU at the universal threshold, or the area
            under its success curve; a clip without truth and prediction
            counts 0.
        quiet: 1 minus the mean pIA over the kinds of negative sound, or the
            mean of AUC_N.

    Returns:
        2 a b / (a + b), 0 where both are 0.
    """
    total = found + quiet
    return torch.where(
        total > 0, 2 * found * quiet / total.clamp_min(1e-300), 0.0
    )
