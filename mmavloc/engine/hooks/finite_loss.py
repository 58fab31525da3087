"""Stop a training whose loss is not finite."""

import math

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS

from .deferred_loss_logging import Pending


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Stop at the first loss that is NaN or infinite.

    The losses of several steps are checked together, to avoid a device
    synchronisation in each step. They are always checked before a checkpoint
    is written and at the end of an epoch.

    Args:
        interval: number of steps between two checks.

    Raises:
        RuntimeError: a loss is not finite; the message has its name, the
            iteration and the clips of the batch.
    """

    priority = 'VERY_HIGH'

    def __init__(self, *, interval: int = 50):
        if interval < 1:
            raise ValueError(f'interval={interval}: want 1 or more')
        self.interval = interval
        self.pending = Pending()

    def after_train_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        """Store every value with 'loss' in its name; check at intervals."""
        losses = {n: v for n, v in (outputs or {}).items() if 'loss' in n}
        samples = (data_batch or {}).get('data_samples') or []
        clips = [str(sample.get('sample_id')) for sample in samples]
        self.pending.add((runner.iter + 1, clips), losses)
        if self.every_n_inner_iters(batch_idx, self.interval):
            self._check(runner)

    def after_train_epoch(self, runner) -> None:
        """Check the remaining steps."""
        self._check(runner)

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Check before a checkpoint is written."""
        self._check(runner)

    def _check(self, runner) -> None:
        for (iteration, clips), losses in self.pending.read():
            for name, number in losses.items():
                if math.isfinite(number):
                    continue
                where = ', '.join(clips) or 'of this batch'
                raise RuntimeError(
                    f'{name} is {number} in iteration {iteration}, on the '
                    f'clips {where}; want a finite number: lower the '
                    'learning rate, view these clips with '
                    'tools/browse_dataset.py, or train without --amp; '
                    f'checkpoints in {runner.work_dir} are from earlier '
                    'iterations'
                )
