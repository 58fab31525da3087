"""A method's config at the budget of the table, with all test data."""

from dataclasses import dataclass
from pathlib import Path
from pprint import pformat

from mmengine.config import Config, ConfigDict

from mmavloc.apis.config import set_data_root
from mmavloc.formats.id_lists import read_id_list

from .method_data import SIDE, MethodData, data_of
from .plan import StudyDataset


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
    clips: int,
    batch: int,
    short: bool,
) -> Written:
    """Give a method's config the batch, the start and the data of all.

    The method keeps its networks, loss and rate; its epochs are those of
    ``configs/_base_/two_epochs.py``, or as many as make the same number of
    clips. Side by side, two images are read instead of one.

    Args:
        config: the method's config on SoundingShapes.
        dataset: the data.
        image: keys of the image network below ``model``.
        weights: checkpoint of a classifier, with ``{}`` for the kind of its
            network.
        clips: number of training clips of SoundingShapes.
        batch: clips of a training step.
        short: one epoch and few test samples.

    Raises:
        FileNotFoundError: real pairs without a list of training clips.
    """
    cfg = Config.fromfile(config)
    data = data_of(dataset)
    steps = _fit(cfg.test_dataloader.dataset.pipeline, data)
    set_data_root(cfg, dataset.data_root)
    cfg.test_dataloader.dataset = dict(
        type='ConcatDataset', datasets=_test_sets(data, dataset, steps, short)
    )
    # floors are rows of the table, once for all methods
    cfg.test_evaluator = dict(type='ConsensusIoU', protocol='oya', floors=[])
    kind = ''
    if train := cfg.train_dataloader:
        train.batch_size = batch
        train.dataset.type = data.clips
        train.dataset.pipeline = _fit(train.dataset.pipeline, data, True)
        if data.training:
            train.dataset.ann_file = 'train.txt'
            train.dataset.disjoint_from = ['test.txt']
            count = len(read_id_list(Path(dataset.data_root, 'train.txt')))
            epochs = -(-data.training // count)
            cfg.train_cfg.max_epochs = cfg.param_scheduler.T_max = epochs
        else:
            train.dataset.indices = clips
        if short:
            cfg.train_cfg.max_epochs = 1
        cfg.default_hooks.logger.interval = 10  # whose times give the speed
        network = _part(cfg.model, image)
        network.init_cfg = None
        if data.starts:
            kind = network.type
            network.init_cfg = dict(
                type='Pretrained',
                checkpoint=weights.format(kind),
                prefix='backbone.',
            )
    cfg.pop('validation', None)  # nothing is selected
    lines = [
        f'{key} = {pformat(value, width=79, sort_dicts=False)}'
        for key, value in cfg.to_dict().items()
    ]
    return Written('\n'.join([*lines, '']), kind)


def _part(model: ConfigDict, keys: list[str]) -> ConfigDict:
    for key in keys:
        model = model[key]
    return model


def _fit(
    steps: list[dict], data: MethodData, training: bool = False
) -> list[dict]:
    """Fit images and windows of other data to those of SoundingShapes."""
    if data.seconds is None:
        return steps
    fitted: list[dict] = []
    for step in steps:
        if step['type'] == 'LoadAudio':
            step = step | dict(duration=data.seconds, random_start=training)
        fitted.append(step)
        if step['type'] == 'LoadImage':
            size = (SIDE, SIDE)
            fitted.append(dict(type='Resize', scale=size, backend='pillow'))
    return fitted


def _test_sets(
    data: MethodData, dataset: StudyDataset, steps: list[dict], short: bool
) -> list[dict]:
    """All splits, and pairs of test clips side by side."""
    clips = dict(type=data.clips, data_root=dataset.data_root)
    beside = [
        dict(type='LoadSideBySide', size=(SIDE, SIDE))
        if step['type'] == 'LoadImage'
        else step
        for step in steps
        if step['type'] != 'Resize'
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
            for split in data.splits
        ),
        dict(
            type='ConcatAndLocalize',
            data_root=dataset.data_root,
            pair_file='concat_pairs_24.txt' if short else data.pairs,
            num_samples=24 if short else 300,
            dataset=dict(**clips, ann_file='test.txt', annotated=True),
            pipeline=beside,
        ),
    ]
