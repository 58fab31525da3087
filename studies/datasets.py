"""The data sets on which the tables can be reproduced."""

from mmavloc.floors import FLOORS
from mmavloc.formats.world import VERSION

from .paper import INITS, OTHERS, SENOCAK, SIZES
from .plan import EQ6, PUBLISHED, Run, StudyDataset, unsup

CLASSIFIER = 'classifier'  # that the pretrained runs start from
RESNET = 'classifier_resnet18'  # that other methods start from
CONSTANT = 'model.potential_head.constant=True'
# What the paper publishes, where configs of SoundingShapes have settings of
# ours: Eq. 6, and with it Eq. 1.
AS_PUBLISHED = {
    EQ6: ('model.loss.power=1.0',),
    PUBLISHED: (
        'model.loss.power=1.0',
        'model.potential_head.logits=linear',
        'model.potential_head.logit_scale=1.0',
        'model.potential_head.test_shift=0.0',
    ),
}
# Epochs on SoundingShapes, by size: as many as bring the loss down. With equal
# epochs the smallest list would get 30 steps an epoch and learn nothing.
EPOCHS = {'pretrained': (8, 5, 3, 2), 'denovo': (15, 8, 4, 2)}
OTHER_EPOCHS = {'10k': 4, '144k': 2}  # of other methods, batches of 32
# Methods that the paper compares with, and their sizes
OTHER_RUNS = [('senocak', size) for size in SENOCAK] + [
    (name, '10k') for name in OTHERS if name != 'senocak'
]


def flickr_soundnet(data_root: str | None = None) -> StudyDataset:
    """Describe Flickr-SoundNet at the paper's own sizes and schedules."""
    clips = {'1k': 1000, '2.5k': 2500, '10k': 10_000, '144k': 144_000}
    epochs = {'pretrained': 25, 'denovo': 50}
    runs = [
        Run(
            unsup(init, size, constant),
            f'unsup_{init}_{"2500" if size == "2.5k" else size}.py',
            (CONSTANT,) if constant else (),
            clips=clips[size] * epochs[init],
        )
        for init in INITS
        for size in SIZES
        for constant in (False, True)
    ]
    runs += [
        *(
            Run(
                *(f'{name}_{size}', f'{name}/{name}_flickr_{size}.py'),
                clips=clips[size] * 10,
            )
            for name, size in OTHER_RUNS
        ),
        Run(
            *('senocak_supervised', 'senocak/senocak_supervised_2500.py'),
            clips=2500 * 10,
        ),
        Run('supervised', 'supervised_2500.py', clips=2500 * 100),
        Run('saliency', 'grad_cam/saliency_vgg11.py', trained=False),
        Run('floor_mean_box', 'floor/floor_mean_box.py', clips=250),
        *(
            Run(
                f'floor_{k}',
                'floor/floor.py',
                (f'model.kind={k}',),
                trained=False,
            )
            for k in FLOORS
        ),
    ]
    root = data_root or 'data/flickr_soundnet'
    return StudyDataset(
        name='flickr_soundnet',
        title='Flickr-SoundNet',
        sizes={size: size for size in SIZES},
        supervised='2.5k',
        top_n=(100, 1000, (1, 10, 20, 50, 100, 200, 500, 1000)),
        runs={run.name: run for run in runs},
        data_root=root,
        tests={
            'test': None,
            'concat': 'data/concat_flickr_soundnet.py',
            'types': 'data/type_ab_flickr_soundnet.py',
        },
        test_clips={'test': 250, 'concat': 1000, 'types': 60},
        prepare=(('make_lists.py', root, '--supervised', '2500'),),
    )


def sounding_shapes(
    data_root: str | None = None, short: bool = False
) -> StudyDataset:
    """Describe SoundingShapes at sizes for two CPU cores.

    The sizes keep the paper's ratios up to 10k. All training clips take the
    place of the paper's 144k.

    Args:
        data_root: folder of the data set, which may not exist yet.
        short: few clips and one epoch, to check that every stage works.
    """
    root = data_root or f'data/sounding_shapes{"_short" if short else ""}'
    numbers = (8, 16, 24, 32) if short else (240, 600, 2400, 6000)
    clips = dict(zip(SIZES, numbers, strict=True))
    quick = ('train_cfg.max_epochs=1',) if short else ()
    weights = f'{{seed_dir}}/{CLASSIFIER}/last.pth'
    backbone = f'model.image_backbone.init_cfg.checkpoint={weights}'
    image = 'model.image_backbone.init_cfg'
    resnet = (
        f'{image}.type=Pretrained',
        f'{image}.checkpoint={{seed_dir}}/{RESNET}/last.pth',
        f'{image}.prefix=backbone.',
    )
    runs = [
        Run(
            unsup(init, size, constant),
            f'sounding_shapes_{init}.py',
            (
                'train_dataloader.dataset.ann_file='
                f'lists/train_{clips[size]}.txt',
                *([backbone] if init == 'pretrained' else []),
                *([CONSTANT] if constant else []),
                *(quick or _last(epochs)),
            ),
            clips=clips[size] * epochs,
            start=CLASSIFIER if init == 'pretrained' else '',
        )
        for init in INITS
        for size, epochs in zip(SIZES, EPOCHS[init], strict=True)
        for constant in (False, True)
    ]
    runs += [
        *(
            Run(
                name,
                'sounding_shapes_pretrained.py',
                (
                    'train_dataloader.dataset.ann_file='
                    f'lists/train_{numbers[-1]}.txt',
                    *(backbone, *options, *quick),
                ),
                clips=numbers[-1] * EPOCHS['pretrained'][-1],
                start=CLASSIFIER,
            )
            for name, options in AS_PUBLISHED.items()
        ),
        *(
            Run(
                *(f'{name}_{size}', f'{name}/{name}_sounding_shapes.py'),
                (
                    'train_dataloader.dataset.ann_file='
                    f'lists/train_{clips[size]}.txt',
                    # its config has None instead of ImageNet's weights
                    *(
                        [f'{image}._delete_=True']
                        if name == 'twostage'
                        else []
                    ),
                    *resnet,
                    *(quick or _last(OTHER_EPOCHS[size])),
                ),
                clips=clips[size] * OTHER_EPOCHS[size],
                start=RESNET,
            )
            for name, size in OTHER_RUNS
        ),
        Run(
            'senocak_supervised',
            'senocak/senocak_sounding_shapes_supervised.py',
            (*resnet, *quick),
            clips=600 * 10,
            start=RESNET,
        ),
        Run(
            *('supervised', 'supervised/supervised_sounding_shapes.py', quick),
            clips=600 * 5 * 5,  # a step takes five times as long
        ),
        Run(
            *('saliency', 'grad_cam/saliency_sounding_shapes.py'),
            (f'model.classifier.init_cfg.checkpoint={weights}',),
            trained=False,
            start=CLASSIFIER,
        ),
        Run(
            'floor_mean_box',
            'floor/floor_mean_box_sounding_shapes.py',
            clips=100,
        ),
        *(
            Run(
                *(f'floor_{kind}', 'floor/floor_sounding_shapes.py'),
                (f'model.kind={kind}',),
                trained=False,
            )
            for kind in FLOORS
        ),
    ]
    sizes: tuple[str, ...] = ()
    test_options: dict[str, tuple[str, ...]] = {}
    if short:
        sizes = (
            *('--train', '32', '--val', '2', '--test', '12', '--type-a', '8'),
            *('--type-b', '8', '--supervised', '8', '--classes', '96'),
        )
        option = 'test_dataloader.dataset.num_samples=24'
        test_options = {'concat': (option,)}
    return StudyDataset(
        name='sounding_shapes',
        title='SoundingShapes',
        version=VERSION,
        sizes={size: f'{clips[size]}' for size in SIZES},
        supervised='8' if short else '600',
        top_n=(4, 20, (1, 2, 4, 10, 20)),
        runs={run.name: run for run in runs},
        data_root=root,
        tests={
            'test': None,
            'concat': 'data/concat_sounding_shapes.py',
            'types': 'data/type_ab_sounding_shapes.py',
        },
        test_clips={'test': 300, 'concat': 1000, 'types': 400},
        test_options=test_options,
        prepare=(
            ('make_sounding_shapes.py', root, *sizes),
            ('make_lists.py', root, '--sizes', *map(str, numbers)),
        ),
        classifiers={
            CLASSIFIER: ('demo_classifier.py', quick),
            RESNET: ('classifier_resnet18.py', quick),
        },
        beside=tuple(
            (run, test)
            for run in AS_PUBLISHED
            for test in ('test', 'types', 'concat')
        ),
    )


def _last(epochs: int) -> tuple[str, str]:
    """Return the options that train and decay the rate for some epochs."""
    return f'train_cfg.max_epochs={epochs}', f'param_scheduler.T_max={epochs}'


STUDY_DATASETS = {
    'flickr_soundnet': flickr_soundnet,
    'sounding_shapes': sounding_shapes,
}
