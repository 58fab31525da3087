"""A training is the same with and without validation."""

import random

import numpy as np
import torch
from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class RestoreRngHook(Hook):
    """Give the random numbers back that scoring validation clips draws.

    Going through a data loader draws one already, and the training would
    pair its clips otherwise from there on.
    """

    def before_val(self, runner) -> None:
        """Remember where the generators are."""
        self._states = (
            random.getstate(),
            np.random.get_state(),
            torch.get_rng_state(),
            torch.cuda.get_rng_state_all(),
        )

    def after_val(self, runner) -> None:
        """Put them back."""
        python, of_numpy, cpu, gpus = self._states
        random.setstate(python)
        np.random.set_state(of_numpy)
        torch.set_rng_state(cpu)
        torch.cuda.set_rng_state_all(gpus)
