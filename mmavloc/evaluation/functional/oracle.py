"""The best maps that an annotation allows, for a protocol's ceiling."""

import torch
from torch import Tensor


def oracle_map(consensus: Tensor) -> Tensor:
    """Draw the map that scores highest against consensus maps.

    Pixels with votes stand above those without, more votes above fewer, and
    no two are equal. Cut at a level, exactly the pixels with votes are
    predicted; cut at a rank, such as the median, as many of them as it
    leaves, the surest first. A pixel without votes costs the same wherever
    it lies, so that their order does not matter.

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
    return torch.where(
        g > 0, 0.75 + 0.2 * g + 0.01 * order, 0.2 * order - 0.25
    )


def shrunk_truth(consensus: Tensor, size: tuple[int, int]) -> Tensor:
    """Average consensus maps (b h w) over the cells of a coarser grid.

    What a model whose maps have that size could say at best, nearly: the
    share of each cell (b *size) that has votes, float64.
    """
    voted = (consensus > 0).double()[:, None]
    return torch.nn.functional.adaptive_avg_pool2d(voted, size)[:, 0]
