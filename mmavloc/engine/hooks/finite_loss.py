"""Stop a training that has gone astray, and say where."""

import math

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Stop at the first loss that is NaN or infinite.

    MMEngine copies each logged value to the host in every iteration anyway,
    so looking at it costs nothing more.

    Raises:
        RuntimeError: names the loss, the iteration and the batch's clips.
    """

    priority = 'VERY_HIGH'

    def after_train_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        """Look at every value whose name holds 'loss'."""
        for name, value in (outputs or {}).items():
            number = value.item() if hasattr(value, 'item') else float(value)
            if 'loss' not in name or math.isfinite(number):
                continue
            samples = (data_batch or {}).get('data_samples') or []
            clips = ', '.join(str(s.get('sample_id')) for s in samples)
            raise RuntimeError(
                f'{name} is {number} in iteration {runner.iter + 1}, '
                f'on the clips {clips or "of this batch"}; want a finite '
                'number: lower the learning rate, look at these clips with '
                'tools/browse_dataset.py, or train without --amp; any '
                f'checkpoint in {runner.work_dir} was written before this'
            )
