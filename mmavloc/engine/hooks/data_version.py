"""Carry the version of the synthetic data from a training to its results."""

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS

WORLD = 'world'  # in a data set's metainfo, a checkpoint and a result


def world_of(dataset) -> int | None:
    """Return a data set's version of SoundingShapes; None for other data."""
    return getattr(dataset, 'metainfo', {}).get(WORLD)


def trained_world(checkpoint: dict) -> int | None:
    """Return the version of SoundingShapes that a checkpoint was trained on.

    MMEngine writes the metainfo of the training data to every checkpoint.
    None for other data, for versions before 3, and for weights alone.
    """
    about = (checkpoint.get('meta') or {}).get('dataset_meta') or {}
    return about.get(WORLD)


@HOOKS.register_module()
class DataVersionHook(Hook):
    """Note in results the version of SoundingShapes, and refuse a mixture.

    A test writes ``world``, the version of its data, to every cell of the
    results file, and ``trained_world`` if the checkpoint was trained on
    another version. A training is not resumed on another version.

    Raises:
        ValueError: a resumed training has data of another version.
    """

    def __init__(self):
        self.trained: int | None = None
        self.tested: int | None = None

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        """Read the version of the training data."""
        self.trained = trained_world(checkpoint)

    def before_train(self, runner) -> None:
        """Compare the data with those of a resumed training."""
        found = world_of(runner.train_dataloader.dataset)
        if runner._resume and self.trained not in (None, found):
            raise ValueError(
                f'the training in {runner.work_dir} began on version '
                f'{self.trained} of SoundingShapes, and the data now are '
                f'{named(found)}; train in another --work-dir, or without '
                '--resume'
            )

    def before_test(self, runner) -> None:
        """Pass the versions to the metrics that write results; warn."""
        self.tested = world_of(runner.test_loop.dataloader.dataset)
        stamp = {WORLD: self.tested} if self.tested else {}
        if self.tested and self.trained not in (None, self.tested):
            stamp['trained_world'] = self.trained
            runner.logger.warning(
                f'this checkpoint was trained on version {self.trained} of '
                f'SoundingShapes and is tested on version {self.tested}; '
                'every result notes this, and no table takes it'
            )
        for metric in runner.test_loop.evaluator.metrics:
            if hasattr(metric, 'stamp'):
                metric.stamp = metric.stamp | stamp

    def provenance(self) -> dict:
        """Return both versions, for the provenance of a result."""
        return {'world': self.tested, 'trained_world': self.trained}


def named(version: int | None) -> str:
    """Name data by their version."""
    return f'version {version}' if version else 'other data'
