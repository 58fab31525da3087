"""A method's config at the budget of the table, with all test data."""

from dataclasses import dataclass
from pathlib import Path
from pprint import pformat

from mmengine.config import Config, ConfigDict

from .plan import StudyDataset

SPLITS = 'test', 'wild', 'type_a', 'type_b'
SIDE = 192  # px of an image; two side by side are twice as wide


@dataclass(frozen=True)
class Written:
    """A config to write.

    Attributes:
        text: of the file.
        image: the kind of image network that starts from a classifier; empty
            if none does.
    """

    text: str
    image: str


def method_config(
    config: Path,
    dataset: StudyDataset,
    *,
    image: list[str],
    weights: str,
    batch: int,
    short: bool,
) -> Written:
    """Give a method's config the batch, the start and the tests of all.

    The method keeps its networks, loss, rate and pipeline; side by side, two
    images are read in the place of one. Its epochs are those of
    ``configs/_base_/two_epochs.py``.

    Args:
        config: the method's config on SoundingShapes.
        dataset: the data.
        image: keys of the image network below ``model``.
        weights: checkpoint of a classifier, with ``{}`` for the kind of its
            network.
        batch: clips of a training step.
        short: one epoch and few test samples.
    """
    cfg = Config.fromfile(config)
    steps = cfg.test_dataloader.dataset.pipeline
    cfg.test_dataloader.dataset = dict(
        type='ConcatDataset', datasets=_test_sets(dataset, steps, short)
    )
    cfg.test_evaluator = dict(type='ConsensusIoU', protocol='oya')
    kind = ''
    if train := cfg.train_dataloader:
        train.batch_size = batch
        if short:
            cfg.train_cfg.max_epochs = 1
        cfg.default_hooks.logger.interval = 10  # whose times give the speed
        network = _part(cfg.model, image)
        kind = network.type
        network.init_cfg = dict(
            type='Pretrained',
            checkpoint=weights.format(kind),
            prefix='backbone.',
        )
    lines = [
        f'{key} = {pformat(value, width=79, sort_dicts=False)}'
        for key, value in cfg.to_dict().items()
    ]
    return Written('\n'.join([*lines, '']), kind)


def _part(model: ConfigDict, keys: list[str]) -> ConfigDict:
    for key in keys:
        model = model[key]
    return model


def _test_sets(
    dataset: StudyDataset, steps: list[dict], short: bool
) -> list[dict]:
    """All splits, and pairs of test clips side by side."""
    root = dataset.data_root
    clips = dict(type='SoundingShapes', data_root=root)
    beside = [
        dict(type='LoadSideBySide', size=(SIDE, SIDE))
        if step['type'] == 'LoadImage'
        else step
        for step in steps
    ]
    return [
        *(
            dict(
                **clips,
                ann_file=f'{split}.txt',
                split=split,
                test_mode=True,
                pipeline=steps,
            )
            for split in SPLITS
        ),
        dict(
            type='ConcatAndLocalize',
            data_root=root,
            pair_file=f'concat_pairs{"_24" if short else ""}.txt',
            num_samples=24 if short else 300,
            dataset=dict(**clips, ann_file='test.txt', annotated=True),
            pipeline=beside,
        ),
    ]
