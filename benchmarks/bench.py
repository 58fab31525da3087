"""The model, pipeline and clips of a config, as the parts measure them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
from mmengine.config import Config
from mmengine.dataset import BaseDataset
from mmengine.optim import build_optim_wrapper
from mmengine.runner import Runner
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader

from mmavloc.registry import DATASETS, MODELS

CLIPS = 256  # synthetic clips, if the config's data are missing
SLACK = 1.0  # s; synthetic audio is this much longer than the window


@dataclass(frozen=True)
class Bench:
    """A config, its data set, and how often to measure.

    Attributes:
        cfg: config of a training.
        dataset: data set with the config's training pipeline.
        source: the data root, or ``'synthetic files'``.
        device: a torch device, such as ``cpu`` or ``cuda``.
        workers: loader workers.
        repeats: repetitions of each measurement.
        steps: training steps per repetition.
        maps: scored maps per repetition.
    """

    cfg: Config
    dataset: BaseDataset
    source: str
    device: str
    workers: int
    repeats: int
    steps: int
    maps: int = 1000

    @property
    def batch_size(self) -> int:
        """Clips in a training step."""
        return self.cfg.train_dataloader.batch_size

    def loader(self, **kwargs) -> DataLoader:
        """Build the training's loader as MMEngine does."""
        cfg = dict(
            dataset=self.dataset,
            batch_size=self.batch_size,
            num_workers=self.workers,
            persistent_workers=self.workers > 0,
            drop_last=True,
            pin_memory=self.device.startswith('cuda'),
            collate_fn=dict(type='mmavloc.collate_clips'),
            sampler=dict(type='DefaultSampler', shuffle=True),
        )
        return Runner.build_dataloader({**cfg, **kwargs}, seed=0)

    def model(self) -> nn.Module:
        """Build the model with random weights, which do not affect speed."""
        cfg = self.cfg.model.copy()
        backbone = cfg.get('image_backbone') or {}
        if backbone.get('init_cfg'):
            cfg.image_backbone = {**backbone, 'init_cfg': None}
        model = MODELS.build(cfg)
        model.init_weights()
        return model.to(self.device)

    def optimizer(self, model: nn.Module):
        """Build the training's optimizer."""
        return build_optim_wrapper(model, self.cfg.optim_wrapper)


@contextmanager
def open_bench(cfg: Config, **settings) -> Iterator[Bench]:
    """Use the config's training clips, or temporary synthetic clips.

    Args:
        cfg: config of a training.
        settings: the other fields of :class:`Bench`.

    Raises:
        ValueError: the config has no training data.
    """
    if cfg.get('train_dataloader') is None:
        raise ValueError(
            'the config has no train_dataloader; choose a config that trains, '
            'such as configs/demo.py'
        )
    source = cfg.train_dataloader.dataset
    if Path(source.data_root, source.get('ann_file', '')).is_file():
        yield Bench(cfg, DATASETS.build(source), source.data_root, **settings)
        return
    with TemporaryDirectory(prefix='mmavloc-benchmark-') as folder:
        make_clips(Path(folder), source.pipeline, CLIPS)
        made = dict(
            type='FlickrSoundNet',
            data_root=folder,
            ann_file='train.txt',
            pipeline=source.pipeline,
        )
        yield Bench(cfg, DATASETS.build(made), 'synthetic files', **settings)


def make_clips(root: Path, pipeline: list[dict], count: int) -> None:
    """Write synthetic clips in the layout of ``tools/prepare_data.py``.

    The clips are JPEGs of the size that the pipeline expects before it crops,
    with structure at every scale as in photographs, and 16-bit mono audio, a
    second longer than the window.
    """
    steps = {step['type'].split('.')[-1]: step for step in pipeline}
    side = 192
    if 'Resize' in steps:
        side = steps['Resize']['scale'][0]
    elif 'RandomCrop' in steps:
        side = max(side, steps['RandomCrop']['size'])
    audio = steps.get('LoadAudio', {})
    rate = audio.get('sample_rate', 22050)
    length = round(((audio.get('duration') or 10.0) + SLACK) * rate)
    rng = np.random.default_rng(0)
    for folder in ('image', 'audio'):
        (root / folder).mkdir(parents=True, exist_ok=True)
    names = [f'{number:06d}' for number in range(count)]
    for name in names:
        total = np.zeros((side, side, 3))
        for cells in (4, 16, 64):
            noise = rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
            layer = Image.fromarray(noise).resize((side, side))
            total += np.asarray(layer) / cells
        total *= 255 / total.max()
        image = Image.fromarray(total.astype(np.uint8))
        image.save(root / f'image/{name}.jpg', quality=90)
        samples = 0.1 * rng.standard_normal(length).clip(-5, 5)
        soundfile.write(root / f'audio/{name}.wav', samples, rate)
    (root / 'train.txt').write_text('\n'.join([*names, '']))
