"""The best maps that an annotation allows, for a protocol's ceiling."""

import torch
from torch import Tensor


def oracle_map(consensus: Tensor) -> Tensor:
    """Draw the best map whose values are all distinct.

    Pixels with votes lie above those without, more votes above fewer. A
    threshold at a level keeps exactly the pixels with votes; a threshold at a
    rank, such as the median, as many of them as it allows, those with most
    votes first. The order of the pixels without votes does not matter, as
    each is one false positive.

    The values suit every protocol here: 0.75 to 0.96 with votes, -0.25 to
    -0.05 without, which is below 0 for protocols that expect cosines.

    Args:
        consensus: G (b h w) in [0, 1], on the protocol's own grid, so that
            it resizes nothing.

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
    """Draw a map of two values, so that a rank need not predict half of it.

    Where a rule predicts what exceeds the median, and at least half of the
    pixels are equal, only the others are predicted: a map that is constant
    outside the source is not forced to mark half of the frame.

    Args:
        consensus: G (b h w), see :func:`oracle_map`.

    Returns:
        (b h w) float64, 1 where there are votes and -0.25 elsewhere.
    """
    return torch.where(consensus > 0, 1.0, -0.25).double()


def shrunk_truth(consensus: Tensor, size: tuple[int, int]) -> Tensor:
    """Average consensus maps (b h w) over the cells of a coarser grid.

    Nearly the best that a model with maps of that size can do: the share of
    each cell (b *size) that has votes, float64.
    """
    voted = (consensus > 0).double()[:, None]
    return torch.nn.functional.adaptive_avg_pool2d(voted, size)[:, 0]
