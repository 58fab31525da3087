"""Memory that is reused for every batch."""

import torch
from torch import Tensor


class Workspace:
    """Memory for maps on the grid, reused for every batch.

    Allocating such memory takes longer than the arithmetic on it.
    """

    def __init__(self):
        self._kept: dict = {}

    def take(
        self, name: tuple, shape: tuple[int, ...], dtype: torch.dtype, device
    ) -> Tensor:
        """Return uninitialised memory of a shape, cached by a name."""
        key = (name, shape[1:], dtype, device)
        kept = self._kept.get(key)
        if kept is None or len(kept) < shape[0]:
            kept = torch.empty(shape, dtype=dtype, device=device)
            self._kept[key] = kept
        return kept[: shape[0]]
