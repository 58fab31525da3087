"""Results say what must be known before they are compared."""

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class TestSelectionStampHook(Hook):
    """Carry ``selected_on`` from a training to its results.

    ``selected_on`` is written to the ``meta`` of every checkpoint of the
    training and of trainings that start from one of them, and to every cell
    of the results file. So is ``world``, the version of the synthetic data
    that were scored.

    Args:
        selected_on: ``test`` if a checkpoint is chosen by tested clips; None
            if not, unless the checkpoint that is loaded was.
    """

    __test__ = False  # the name begins as pytest's classes do

    def __init__(self, *, selected_on: str | None = None):
        self.selected_on = selected_on

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        """Take over what the checkpoint says."""
        said = (checkpoint.get('meta') or {}).get('selected_on')
        self.selected_on = said or self.selected_on

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Write it down."""
        if self.selected_on:
            checkpoint['meta']['selected_on'] = self.selected_on

    def before_test(self, runner) -> None:
        """Pass both to the metrics that write results, and warn."""
        stamp = {}
        if self.selected_on:
            stamp['selected_on'] = self.selected_on
            runner.logger.warning(
                'this checkpoint comes from a training that chose by clips of '
                f'the {self.selected_on} set; every result says so'
            )
        metainfo = getattr(runner.test_loop.dataloader.dataset, 'metainfo', {})
        if world := metainfo.get('world'):
            stamp['world'] = world
        for metric in runner.test_loop.evaluator.metrics:
            if hasattr(metric, 'stamp'):
                metric.stamp = stamp
