"""The best maps that an annotation allows, for a protocol's ceiling."""

import torch
from torch import Tensor


def oracle_map(consensus: Tensor) -> Tensor:
    """Draw the best map whose values are all distinct.

    Pixels with votes stand above those without, more votes above fewer. Cut
    at a level, exactly the pixels with votes are predicted; cut at a rank,
    such as the median, as many of them as it leaves, the surest first. A
    pixel without votes costs the same wherever it lies, so that their order
    does not matter.

    The values suit every protocol here: with votes 0.75 to 0.96, without
    -0.25 to -0.05, which is below 0 for those that read cosines.

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
    """Draw a map of two values, which a cut at a rank may not part.

    Where a rule predicts what exceeds the median, and half of the pixels are
    equal, it predicts what exceeds these: a map that is the same all around
    the source escapes the rule that half of the frame is predicted.

    Args:
        consensus: G (b h w), see :func:`oracle_map`.

    Returns:
        (b h w) float64, 1 where there are votes and -0.25 elsewhere.
    """
    return torch.where(consensus > 0, 1.0, -0.25).double()


def shrunk_truth(consensus: Tensor, size: tuple[int, int]) -> Tensor:
    """Average consensus maps (b h w) over the cells of a coarser grid.

    What a model whose maps have that size could say at best, nearly: the
    share of each cell (b *size) that has votes, float64.
    """
    voted = (consensus > 0).double()[:, None]
    return torch.nn.functional.adaptive_avg_pool2d(voted, size)[:, 0]
