# The two-step system on SoundingShapes, small enough for two CPU cores.
# docs/demo.md says why each setting differs from the paper's, docs/settings.md
# what was tried. `make demo` runs it; by hand, after demo_classifier.py:
#
#   python tools/train.py configs/demo.py
#   python tools/test.py configs/demo.py work_dirs/demo/last.pth --eval cIoU
_base_ = ['_base_/default_runtime.py', '_base_/sounding_shapes.py']

# He initialisation with zero biases: PyTorch's shrinks the signal of layers
# without normalisation, and all embeddings begin alike. The paper is silent.
he = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')

model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=1022,  # 22 frames of a second; 511 costs a fifth more time
    ),
    # A quarter of the paper's width, pretrained on the classification split.
    # The first three stages take most of the time and need not learn.
    image_backbone=dict(
        type='VGG11',
        base_channels=16,
        frozen_stages=3,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='work_dirs/demo_classifier/epoch_2.pth',
            prefix='backbone.',
        ),
    ),
    audio_backbone=dict(type='AudioVGG', base_channels=8),
    # P is a power of a sigmoid over its sum: nearly even on what could sound.
    # It is learnt narrow. The test averages the cosine over neighbours, so
    # that P is seldom highest at the rim of an object, and adds a shift, so
    # that P covers more of it.
    # Eq. 1 as published is `logits='linear', logit_scale=1.0, test_shift=0.0,
    # test_smooth=False`.
    potential_head=dict(
        type='PotentialHead',
        in_channels=128,
        channels=128,
        logits='log_sigmoid',
        slope=40.0,
        logit_scale=0.5,
        test_shift=0.08,
        test_smooth=True,
        init_cfg=he,
    ),
    sound_head=dict(
        type='SoundHead',
        in_channels=32,
        freq_bins=32,
        channels=128,
        init_cfg=he,
    ),
    selection_head=dict(
        type='SelectionHead', channels=128, fc_init='identity'
    ),
    # Every image with every sound of the batch: steadier than one negative.
    # Eq. 6 as published is `power=1.0`: with it the vector of two sounds is
    # that of one of them, and A finds one of two sources.
    loss=dict(type='SimilarityLoss', negatives='all', power=8.0),
)

# All splits in one pass; each clip is scored under its own split's name. The
# last one joins two clips of `test` and plays the sound of one of them.
test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='ConcatDataset',
        datasets=[
            dict(
                type='SoundingShapes',
                data_root={{_base_.data_root}},
                ann_file=f'{split}.txt',
                split=split,
                test_mode=True,
                pipeline={{_base_.test_pipeline}},
            )
            for split in ('test', 'wild', 'type_a', 'type_b')
        ]
        + [
            dict(
                type='ConcatAndLocalize',
                data_root={{_base_.data_root}},
                pair_file='concat_pairs.txt',
                num_samples=300,
                dataset=dict(
                    type='SoundingShapes',
                    data_root={{_base_.data_root}},
                    ann_file='test.txt',
                    annotated=True,
                ),
                pipeline=[
                    dict(type='LoadSideBySide', size=(192, 192)),
                    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
                    dict(type='PackAVInputs'),
                ],
            )
        ],
    ),
)

# scores, and whether P lies on what could sound
test_evaluator = [
    dict(type='ConsensusIoU', protocol='oya'),
    dict(type='PotentialLift'),
]

# 6 000 clips / 8 * 2 epochs = 1 500 steps. Three times the paper's rate, for a
# run a thousand times shorter, and a decay to a twentieth: with a constant
# rate the scores change by 20 points from one step to another. bfloat16
# halves the time of a step on processors that compute it.
optim_wrapper = dict(
    type='Bfloat16OptimWrapper',
    optimizer=dict(type='Adam', lr=3e-4),
)
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=2,
    eta_min_ratio=0.05,
    convert_to_iter_based=True,
)
train_cfg = dict(by_epoch=True, max_epochs=2)
