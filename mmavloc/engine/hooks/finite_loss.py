"""Stop a training that has gone astray, and say where."""

import math

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS

from .deferred_loss_logging import Pending


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Stop at the first loss that is NaN or infinite.

    The losses of several steps are looked at together, so that the host need
    not wait for the device in each; those that a checkpoint follows are
    looked at before it is written.

    Args:
        interval: steps between two looks; also the end of an epoch is one.

    Raises:
        RuntimeError: names the loss, the iteration and the batch's clips.
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
        """Keep every value whose name holds 'loss'; look at times."""
        losses = {n: v for n, v in (outputs or {}).items() if 'loss' in n}
        samples = (data_batch or {}).get('data_samples') or []
        clips = [str(sample.get('sample_id')) for sample in samples]
        self.pending.add((runner.iter + 1, clips), losses)
        if self.every_n_inner_iters(batch_idx, self.interval):
            self._look(runner)

    def after_train_epoch(self, runner) -> None:
        """Look at what is left."""
        self._look(runner)

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Let none be written that came after a loss that is no number."""
        self._look(runner)

    def _look(self, runner) -> None:
        for (iteration, clips), losses in self.pending.read():
            for name, number in losses.items():
                if math.isfinite(number):
                    continue
                where = ', '.join(clips) or 'of this batch'
                raise RuntimeError(
                    f'{name} is {number} in iteration {iteration}, on the '
                    f'clips {where}; want a finite number: lower the '
                    'learning rate, look at these clips with '
                    'tools/browse_dataset.py, or train without --amp; any '
                    f'checkpoint in {runner.work_dir} was written before this'
                )
