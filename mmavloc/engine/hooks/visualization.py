"""Draw the predictions of a model during a test."""

from pathlib import Path

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS
from mmavloc.visualization import picture_of


@HOOKS.register_module()
class AVVisualizationHook(Hook):
    """Write one picture per clip to ``<out_dir>/<split>/<sample_id>.png``.

    ``tools/test.py --show-dir DIR`` adds this hook; each process draws its
    own clips.

    Args:
        out_dir: folder of the pictures, created if absent.
    """

    def __init__(self, *, out_dir: str):
        self.out_dir = Path(out_dir)

    def after_test_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        """Draw every clip of the batch."""
        images = data_batch['inputs']['image']
        for image, sample in zip(images, outputs, strict=True):
            path = self.out_dir / sample.split / f'{sample.sample_id}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            runner.visualizer.add_datasample(
                f'{sample.split}/{sample.sample_id}',
                picture_of(image),
                sample,
                out_file=str(path),
            )
