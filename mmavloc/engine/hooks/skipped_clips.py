"""Count and list what a training left out."""

import json
from pathlib import Path

from mmengine.dist import get_rank
from mmengine.hooks import Hook

from mmavloc.formats.atomic import write_text
from mmavloc.registry import HOOKS


@HOOKS.register_module()
class SkippedClipsHook(Hook):
    """List clips that ``skip_unreadable=True`` left out of training.

    Each is logged once, all are written to ``<work_dir>/skipped_clips.json``
    (id -> reason; a file per process where there are several), and their
    number is said after training.
    """

    def __init__(self):
        self.reasons: dict[str, str] = {}

    def before_train_iter(
        self, runner, batch_idx: int, data_batch=None
    ) -> None:
        """Take the list out of the batch and keep it."""
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
        """Say how many there were."""
        if self.reasons:
            runner.logger.warning(
                f'{len(self.reasons)} clips could not be read and were left '
                f'out of training; they are listed in {self._path(runner)}'
            )

    @staticmethod
    def _path(runner) -> Path:
        rank = get_rank()
        name = f'skipped_clips.{rank}.json' if rank else 'skipped_clips.json'
        return Path(runner.work_dir) / name
