"""Refuse a training without a single batch."""

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class NonEmptyLoaderHook(Hook):
    """Refuse to train on fewer clips than the batch size.

    With ``drop_last`` such a data set has no batch. Every epoch would end
    immediately, and the checkpoint would hold the initial weights.

    Raises:
        ValueError: there is no batch; the message has the number of clips
            and the batch size.
    """

    def before_train(self, runner) -> None:
        """Count the batches of an epoch."""
        loader = runner.train_dataloader
        if not len(loader):
            raise ValueError(
                f'{len(loader.dataset)} clips are fewer than a batch of '
                f'{loader.batch_size}, so that nothing would be trained; want '
                'more clips, or --cfg-options train_dataloader.batch_size=N'
            )
