"""Log losses without a device synchronisation in every iteration."""

from typing import Any

import torch
from mmengine.hooks import LoggerHook, RuntimeInfoHook

from mmavloc.registry import HOOKS


class Pending:
    """Values of past steps that are still on the device.

    Each copy to the host synchronises host and device, so that all values
    are copied together.
    """

    def __init__(self):
        self._steps: list[tuple[Any, dict]] = []

    def add(self, note: Any, values: dict) -> None:
        """Store the values (name -> scalar) of a step with a note."""
        self._steps.append((note, values))

    def read(self) -> list[tuple[Any, dict[str, float]]]:
        """Return all stored steps, with numbers for tensors; clear them."""
        steps, self._steps = self._steps, []
        scalars = [
            value.detach().reshape(()).double()
            for _, values in steps
            for value in values.values()
            if isinstance(value, torch.Tensor)
        ]
        read = iter(torch.stack(scalars).tolist() if scalars else ())
        return [
            (
                note,
                {
                    name: next(read)
                    if isinstance(value, torch.Tensor)
                    else float(value)
                    for name, value in values.items()
                },
            )
            for note, values in steps
        ]


@HOOKS.register_module()
class DeferredLossLoggingHook(RuntimeInfoHook):
    """MMEngine's ``RuntimeInfoHook`` that copies losses only when logged.

    MMEngine's hook copies each value to the host in every step. Here the
    values of all steps since the last log line are copied together, before
    the next line; the numbers in the log are the same.
    """

    def __init__(self):
        self.pending = Pending()

    def after_train_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        """Store the values; pass them on before the next log line."""
        self.pending.add(None, outputs or {})
        intervals = [
            hook.interval
            for hook in runner.hooks
            if isinstance(hook, LoggerHook)
        ]
        if any(
            self.every_n_inner_iters(batch_idx, n) for n in intervals
        ) or self.end_of_epoch(runner.train_dataloader, batch_idx):
            self._pass_on(runner)

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Complete the log history before it is saved."""
        self._pass_on(runner)
        if 'message_hub' in checkpoint:
            checkpoint['message_hub'] = runner.message_hub.state_dict()

    def after_train(self, runner) -> None:
        """Pass on the last values."""
        self._pass_on(runner)
        super().after_train(runner)

    def _pass_on(self, runner) -> None:
        for _, values in self.pending.read():
            for name, value in values.items():
                runner.message_hub.update_scalar(f'train/{name}', value)
