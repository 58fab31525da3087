"""Oracle maps: the best maps for an annotation, for a protocol's ceiling."""

import torch
from torch import Tensor


def oracle_map(consensus: Tensor) -> Tensor:
    """Return the best map with distinct values.

    Pixels with votes have higher values than pixels without, and more votes
    give higher values. A threshold at a level predicts exactly the pixels
    with votes. A threshold at a rank, such as the median, predicts pixels
    with the most votes first. The order of the pixels without votes does not
    matter, because each is one false positive.

    The values suit every protocol here: 0.75 to 0.96 with votes, and -0.25 to
    -0.05 without, which is below 0 for protocols that expect cosines.

    Args:
        consensus: G (b h w) in [0, 1], on the protocol's own grid, so that
            the map is not resized.

    Returns:
        (b h w) float64.
    """
    g = consensus.double()
    h, w = g.shape[1:]
    order = torch.linspace(0, 1, h * w, dtype=torch.float64, device=g.device)
    order = order.view(h, w)
    inside, outside = 0.75 + 0.2 * g + 0.01 * order, 0.2 * order - 0.25
    return torch.where(g > 0, inside, outside)


def flat_oracle_map(consensus: Tensor) -> Tensor:
    """Return the best map of two values, for thresholds at a rank.

    A rule that predicts the pixels above the median normally predicts half of
    the image. If at least half of the pixels are equal and minimal, it
    predicts only the others: a map that is constant outside the source has no
    false positives.

    Args:
        consensus: G (b h w), see :func:`oracle_map`.

    Returns:
        (b h w) float64, 1 where there are votes and -0.25 elsewhere.
    """
    return torch.where(consensus > 0, 1.0, -0.25).double()


def shrunk_truth(consensus: Tensor, size: tuple[int, int]) -> Tensor:
    """Return the share of each cell of a coarser grid that has votes.

    Nearly the best map of a model with maps of this size.

    Args:
        consensus: G (b h w).
        size: height and width of the coarser grid.

    Returns:
        (b *size) float64.
    """
    voted = (consensus > 0).double()[:, None]
    return torch.nn.functional.adaptive_avg_pool2d(voted, size)[:, 0]
