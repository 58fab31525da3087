"""Every method trained at one budget, and scored by the same protocols."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mmavloc.formats.atomic import write_text

from .method_config import method_config
from .method_data import data_of
from .pipeline import Stage
from .plan import CONFIGS, StudyDataset, folder

CLIPS = 3000  # the first ones of the list
EPOCHS = 2  # as configs/_base_/two_epochs.py has it
BATCH = 16
SHORT_BATCH = 4
PROTOCOLS = 'oya', 'lvs', 'ezvsl'
# ImageNet's part: trained once a seed on the classification split
CLASSIFIERS = {
    'ResNet18': 'classifier_resnet18.py',
    'VGG11': 'demo_classifier.py',
}
IMAGE = 'model.image_backbone'


@dataclass(frozen=True)
class Method:
    """A line of the table.

    Attributes:
        title: as printed.
        config: in configs/, on SoundingShapes.
        trained: whether there is anything to train.
        options: further ``--cfg-options``.
        image: key of the image network in the config; it starts from the
            classifier's weights.
        ours: what had to be reconstructed or left out, if anything.
    """

    title: str
    config: str
    trained: bool = True
    options: tuple[str, ...] = ()
    image: str = IMAGE
    ours: str = ''


def _listed(name: str, title: str, ours: str = '') -> Method:
    return Method(title, f'{name}/{name}_sounding_shapes.py', ours=ours)


def _floor(kind: str, title: str) -> Method:
    return Method(
        f'floor: {title}',
        'floor/floor_sounding_shapes.py',
        trained=False,
        options=(f'model.kind={kind}',),
    )


def _probe(name: str, title: str) -> Method:
    return Method(
        f'{title} with P',
        f'{name}/{name}_sounding_shapes_potential.py',
        image='model.localizer.image_backbone',
        ours='P beside it is not part of the method',
    )


# In the order of their training.
METHODS = {
    'floor_random': _floor('random', 'random'),
    'floor_centre': _floor('centre', 'centred blob'),
    'two_step': Method(
        'two-step system',
        'sounding_shapes_pretrained.py',
        options=('train_dataloader.dataset.ann_file=train.txt',),
        ours='P is a power of a sigmoid, and a non-matching pair costs the '
        'eighth power of its cosine',
    ),
    'two_step_eq6': Method(
        'two-step system, Eq. 6',
        'sounding_shapes_pretrained.py',
        options=(
            'train_dataloader.dataset.ann_file=train.txt',
            'model.loss.power=1.0',
        ),
        ours='P is a power of a sigmoid',
    ),
    'ezvsl': _listed('ezvsl', 'EZ-VSL'),
    'lvs': _listed('lvs', 'LVS'),
    'slavc': _listed('slavc', 'SLAVC'),
    'fnac': _listed(
        'fnac', 'FNAC', 'neither a mask of spectrograms nor dropout'
    ),
    'ezvsl_potential': _probe('ezvsl', 'EZ-VSL'),
    'lvs_potential': _probe('lvs', 'LVS'),
    'senocak': _listed(
        'senocak',
        'Senocak, unsupervised',
        'a trained spectrogram network replaces SoundNet',
    ),
    'dmc': _listed('dmc', 'DMC'),
    'cavl': _listed(
        'cavl',
        'CAVL',
        "no code was released; the true number of sources replaces a tagger's",
    ),
    'twostage': _listed(
        'twostage',
        'Two-stage',
        'it is given the true classes of what is seen and heard, which no '
        'other method is',
    ),
    'ssltie': _listed('ssltie', 'SSL-TIE'),
    'htf': _listed('htf', 'Hear the Flow', 'pictures stand still: no flow'),
    'sacl': _listed('sacl', 'SACL', 'segments of a grid'),
    'sslalign': _listed(
        'sslalign', 'SSLalign', 'the training was not released'
    ),
    'sspl': _listed('sspl', 'SSPL', 'a ResNet-18 instead of a frozen VGG-16'),
}


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
    for seed in seeds:
        kinds: list[str] = []
        for name in names:
            if name in data_of(dataset).missing:
                continue
            method = METHODS[name]
            out = folder(work_dir, seed, name)
            written = method_config(
                CONFIGS / method.config,
                dataset,
                image=method.image.removeprefix('model.').split('.'),
                weights=str(out.parent / 'classifier_{}/last.pth'),
                clips=CLIPS,
                batch=SHORT_BATCH if short else BATCH,
                short=short,
            )
            write_text(out / 'config.py', written.text)
            if written.image and written.image not in kinds:
                kinds.append(written.image)
                stages.append(
                    _classifier(dataset, work_dir, seed, written.image, short)
                )
            stages += _stages(dataset, out, seed, name)
    return stages


def _classifier(
    dataset: StudyDataset, work_dir: Path, seed: int, kind: str, short: bool
) -> Stage:
    """The training of the classifier whose network methods start from."""
    out = folder(work_dir, seed, f'classifier_{kind}')
    command = [
        *('train.py', str(CONFIGS / CLASSIFIERS[kind]), '--resume'),
        *('--no-val', '--work-dir', str(out)),
        *('--data-root', f'{dataset.data_root}/classes'),
        *('--cfg-options', f'randomness.seed={seed}'),
        *(['train_cfg.max_epochs=1'] if short else []),
    ]
    return Stage(
        *(f'seed {seed}: train a {kind} classifier', command),
        *(out / 'last.pth', out / 'train.log', 6000),
    )


def _stages(
    dataset: StudyDataset, out: Path, seed: int, name: str
) -> list[Stage]:
    """Train, test and audit a method."""
    method = METHODS[name]
    config, last = str(out / 'config.py'), out / 'last.pth'
    where = ['--data-root', dataset.data_root]
    stages = []
    if method.trained:
        command = ['train.py', config, '--resume', '--no-val', *where]
        command += ['--work-dir', str(out), '--cfg-options']
        command += [f'randomness.seed={seed}', *method.options]
        stages.append(
            Stage(
                *(f'seed {seed}: train {name}', command),
                *(last, out / 'train.log', CLIPS * EPOCHS),
            )
        )
    model = [config, *([str(last)] if method.trained else []), *where]
    options = [] if method.trained else ['--cfg-options', *method.options]
    command = ['test.py', *model, '--work-dir', str(out)]
    command += ['--out', str(out / 'splits.json')]
    command += ['--maps', str(out / 'splits.npz')]
    command += ['--protocol', *PROTOCOLS, *options]
    stages.append(
        Stage(
            *(f'seed {seed}: test {name}', command),
            *(out / 'splits.json', out / 'test.log', 3000),
        )
    )
    if method.trained:
        command = [
            'audit.py',
            *model,
            '--split',
            data_of(dataset).audited,
            '--no-pairs',
        ]
        command += ['--out', str(out / 'audit')]
        stages.append(
            Stage(
                *(f'seed {seed}: audit {name}', command),
                *(out / 'audit/results.json', out / 'audit.log', 2000),
            )
        )
    return stages
