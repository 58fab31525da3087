"""A momentum copy of a module."""

import copy

import torch
from torch import nn


class MomentumTwin(nn.Module):
    """A copy without gradient whose weights are a moving average.

    The weights are an exponential moving average of the source's weights.
    Buffers are not copied: the batch norms of the copy collect statistics in
    its own forward passes.

    Args:
        source: the module to average.
        momentum: factor on the weights of the copy in an update.

    Raises:
        ValueError: a momentum outside 0..1.
    """

    def __init__(self, source: nn.Module, *, momentum: float = 0.999):
        super().__init__()
        if not 0 <= momentum <= 1:
            raise ValueError(f'momentum={momentum}: expected a number in 0..1')
        self.momentum = momentum
        self.module = copy.deepcopy(source).requires_grad_(False)

    @torch.no_grad()
    def update(self, source: nn.Module, momentum: float | None = None) -> None:
        """Average each parameter with that of ``source``."""
        keep = self.momentum if momentum is None else momentum
        for mine, other in zip(
            self.module.parameters(), source.parameters(), strict=True
        ):
            mine.mul_(keep).add_(other.detach(), alpha=1 - keep)
