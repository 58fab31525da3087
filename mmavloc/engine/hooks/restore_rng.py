"""Make training independent of validation."""

import random

import numpy as np
import torch
from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class RestoreRngHook(Hook):
    """Restore the states of all random generators after validation.

    Validation draws random numbers (each pass over a data loader draws one).
    Without this hook, the training after it would draw other pairs.
    """

    def before_val(self, runner) -> None:
        """Save the states of the generators."""
        self._states = (
            random.getstate(),
            np.random.get_state(),
            torch.get_rng_state(),
            torch.cuda.get_rng_state_all(),
        )

    def after_val(self, runner) -> None:
        """Restore the states."""
        python, of_numpy, cpu, gpus = self._states
        random.setstate(python)
        np.random.set_state(of_numpy)
        torch.set_rng_state(cpu)
        torch.cuda.set_rng_state_all(gpus)
