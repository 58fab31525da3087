"""A training without a batch must not pass for one."""

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class NonEmptyLoaderHook(Hook):
    """Refuse to train on fewer clips than a batch has.

    With ``drop_last`` such a data set has no batch at all: every epoch would
    end at once, and a checkpoint of the initial weights be kept.

    Raises:
        ValueError: says how many clips there are and how many are wanted.
    """

    def before_train(self, runner) -> None:
        """Count the batches of an epoch."""
        loader = runner.train_dataloader
        if not len(loader):
            raise ValueError(
                f'{len(loader.dataset)} clips make no batch of '
                f'{loader.batch_size}, so that nothing would be trained; want '
                'more clips, or --cfg-options train_dataloader.batch_size=N'
            )
