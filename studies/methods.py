"""Every method on SoundingShapes, trained at one budget, under one ruler."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mmengine.config import Config

from mmavloc.formats.atomic import write_text

from .pipeline import Stage
from .plan import CONFIGS, StudyDataset, folder

SPLITS = 'test', 'wild', 'type_a', 'type_b'
PROTOCOLS = 'oya', 'lvs', 'ezvsl'
EPOCHS = 4  # of all 6 000 clips, in batches of 32


@dataclass(frozen=True)
class Method:
    """A line of the table.

    Attributes:
        title: as printed.
        config: in configs/, on SoundingShapes.
        trained: whether there is anything to train.
        options: further ``--cfg-options``.
    """

    title: str
    config: str
    trained: bool = True
    options: tuple[str, ...] = ()


def _listed(name: str, title: str) -> Method:
    return Method(title, f'{name}/{name}_sounding_shapes.py')


METHODS = {
    'floor_random': Method(
        'floor: random',
        'floor/floor_sounding_shapes.py',
        trained=False,
        options=('model.kind=random',),
    ),
    'floor_centre': Method(
        'floor: centred blob',
        'floor/floor_sounding_shapes.py',
        trained=False,
        options=('model.kind=centre',),
    ),
    'two_step': Method(
        'two-step system',
        'sounding_shapes_denovo.py',
        options=('train_dataloader.dataset.ann_file=train.txt',),
    ),
    'senocak': _listed('senocak', 'Senocak, unsupervised'),
    'dmc': _listed('dmc', 'DMC'),
    'cavl': _listed('cavl', 'CAVL (reconstructed)'),
    'twostage': _listed('twostage', 'Two-stage (true classes)'),
    'lvs': _listed('lvs', 'LVS'),
    'ezvsl': _listed('ezvsl', 'EZ-VSL'),
    'slavc': _listed('slavc', 'SLAVC'),
    'fnac': _listed('fnac', 'FNAC'),
    'ssltie': _listed('ssltie', 'SSL-TIE'),
    'sspl': _listed('sspl', 'SSPL'),
    'sacl': _listed('sacl', 'SACL'),
    'htf': _listed('htf', 'Hear the Flow (no flow)'),
    'sslalign': _listed('sslalign', 'SSLalign (our training)'),
    'ezvsl_potential': Method(
        'EZ-VSL with P', 'ezvsl/ezvsl_sounding_shapes_potential.py'
    ),
    'lvs_potential': Method(
        'LVS with P', 'lvs/lvs_sounding_shapes_potential.py'
    ),
}


def write_config(method: Method, root: str, out: Path, pairs: int) -> None:
    """Write a method's config with all splits as test data.

    The method keeps its own pipeline; side by side, two pictures are read in
    the place of one.

    Args:
        method: whose config it is.
        root: of the data.
        out: file to write.
        pairs: number of concatenated samples.
    """
    cfg = Config.fromfile(CONFIGS / method.config)
    steps = cfg.test_dataloader.dataset.pipeline
    beside = [
        dict(type='LoadSideBySide', size=(192, 192))
        if step['type'] == 'LoadImage'
        else step
        for step in steps
    ]
    clips = dict(type='SoundingShapes', data_root=root)
    cfg.test_dataloader.dataset = dict(
        type='ConcatDataset',
        datasets=[
            dict(
                **clips,
                ann_file=f'{split}.txt',
                split=split,
                test_mode=True,
                pipeline=steps,
            )
            for split in SPLITS
        ]
        + [
            dict(
                type='ConcatAndLocalize',
                data_root=root,
                pair_file=f'concat_pairs_{pairs}.txt',
                num_samples=pairs,
                dataset=dict(**clips, ann_file='test.txt', annotated=True),
                pipeline=beside,
            )
        ],
    )
    cfg.test_evaluator = dict(type='ConsensusIoU', protocol='oya')
    train = cfg.train_dataloader
    for step in train.dataset.pipeline if train else ():
        if step['type'] == 'LoadGroups':
            step['path'] = f'{root}/truth.json'
    write_text(out, cfg.pretty_text)


def plan_methods(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: Sequence[int],
    names: Sequence[str],
    short: bool,
) -> list[Stage]:
    """List every stage that the table needs, done or not."""
    stages = [
        Stage(
            'prepare the data', list(command), None, work_dir / 'prepare.log'
        )
        for command in dataset.prepare
    ]
    root = dataset.data_root
    for seed in seeds:
        for name in names:
            method = METHODS[name]
            out = folder(work_dir, seed, name)
            config = out / 'config.py'
            write_config(method, root, config, 24 if short else 1000)
            options = [f'randomness.seed={seed}', *method.options]
            where = ['--work-dir', str(out), '--data-root', root]
            last = out / 'last.pth'
            if method.trained:
                budget = [
                    f'train_cfg.max_epochs={1 if short else EPOCHS}',
                    f'train_dataloader.batch_size={4 if short else 32}',
                    'default_hooks.logger.interval=10',
                ]
                command = ['train.py', str(config), '--resume', '--no-val']
                command += [*where, '--cfg-options', *options, *budget]
                stages.append(
                    Stage(
                        f'seed {seed}: train {name}',
                        *(command, last, out / 'train.log', 6000 * EPOCHS),
                    )
                )
            command = ['test.py', str(config)]
            command += [str(last)] if method.trained else []
            command += [*where, '--out', str(out / 'splits.json')]
            command += ['--protocol', *PROTOCOLS]
            if not method.trained:
                command += ['--cfg-options', *method.options]
            stages.append(
                Stage(
                    f'seed {seed}: test {name}',
                    *(command, out / 'splits.json', out / 'test.log', 1500),
                )
            )
    return stages
