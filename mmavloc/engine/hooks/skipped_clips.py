"""List the clips that a training skipped."""

import json
from pathlib import Path

from mmengine.dist import get_rank
from mmengine.hooks import Hook

from mmavloc.formats.atomic import write_text
from mmavloc.registry import HOOKS


@HOOKS.register_module()
class SkippedClipsHook(Hook):
    """List the clips that ``skip_unreadable=True`` skipped in training.

    Each clip is logged once. All are written to
    ``<work_dir>/skipped_clips.json`` (id -> reason; one file per process in
    distributed training). Their number is logged after training.
    """

    def __init__(self):
        self.reasons: dict[str, str] = {}

    def before_train_iter(
        self, runner, batch_idx: int, data_batch=None
    ) -> None:
        """Remove the list from the batch and store it."""
        new = {
            sample_id: reason
            for sample_id, reason in (data_batch or {}).pop('skipped', ())
            if sample_id not in self.reasons
        }
        if not new:
            return
        self.reasons |= new
        for sample_id, reason in new.items():
            runner.logger.warning(f'skipped clip {sample_id}: {reason}')
        write_text(self._path(runner), json.dumps(self.reasons, indent=1))

    def after_train(self, runner) -> None:
        """Log the number of skipped clips."""
        if self.reasons:
            runner.logger.warning(
                f'{len(self.reasons)} clips could not be read and were '
                f'skipped in training; see {self._path(runner)}'
            )

    @staticmethod
    def _path(runner) -> Path:
        rank = get_rank()
        name = f'skipped_clips.{rank}.json' if rank else 'skipped_clips.json'
        return Path(runner.work_dir) / name
