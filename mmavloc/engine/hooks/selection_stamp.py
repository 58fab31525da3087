"""Note in results how the checkpoint was selected."""

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class TestSelectionStampHook(Hook):
    """Carry ``selected_on`` from a training to its results.

    ``selected_on`` is written to the ``meta`` of every checkpoint of the
    training, and of trainings that start from one of them. A test writes it
    to every cell of the results file.

    Args:
        selected_on: ``test`` if test clips select the checkpoint, else None;
            the value in a loaded checkpoint has priority.
    """

    __test__ = False  # pytest collects classes whose name begins with Test

    def __init__(self, *, selected_on: str | None = None):
        self.selected_on = selected_on

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        """Read the value from the checkpoint."""
        stored = (checkpoint.get('meta') or {}).get('selected_on')
        self.selected_on = stored or self.selected_on

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Write the value to the checkpoint."""
        if self.selected_on:
            checkpoint['meta']['selected_on'] = self.selected_on

    def before_test(self, runner) -> None:
        """Pass the value to the metrics that write results; warn."""
        if not self.selected_on:
            return
        runner.logger.warning(
            'this checkpoint was selected on clips of the '
            f'{self.selected_on} set; every result notes this'
        )
        for metric in runner.test_loop.evaluator.metrics:
            if hasattr(metric, 'stamp'):
                metric.stamp = metric.stamp | {'selected_on': self.selected_on}
