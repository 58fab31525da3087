"""A copy of a module that follows it slowly."""

import copy

import torch
from torch import nn


class MomentumTwin(nn.Module):
    """A module's twin: no gradient, weights an exponential mean of its own.

    Buffers are the twin's own: its batch norms gather statistics in passes
    of theirs.

    Args:
        source: the module to follow.
        momentum: share of the twin's weights that an update keeps.

    Raises:
        ValueError: a momentum outside 0..1.
    """

    def __init__(self, source: nn.Module, *, momentum: float = 0.999):
        super().__init__()
        if not 0 <= momentum <= 1:
            raise ValueError(f'momentum={momentum}: want a number in 0..1')
        self.momentum = momentum
        self.module = copy.deepcopy(source).requires_grad_(False)

    @torch.no_grad()
    def follow(self, source: nn.Module, momentum: float | None = None) -> None:
        """Move each parameter towards that of ``source``."""
        keep = self.momentum if momentum is None else momentum
        for mine, other in zip(
            self.module.parameters(), source.parameters(), strict=True
        ):
            mine.mul_(keep).add_(other.detach(), alpha=1 - keep)
