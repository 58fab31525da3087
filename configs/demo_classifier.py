# The demo's replacement for ImageNet: a VGG-11 with a quarter of the channels
# learns to classify the objects of SoundingShapes, one per image.
# configs/demo.py starts from its checkpoint.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/demo_classifier.py
_base_ = ['_base_/default_runtime.py']

data_root = 'data/sounding_shapes/classes'

model = dict(
    type='ImageClassifier',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
    ),
    backbone=dict(type='VGG11', base_channels=16),  # 64 in the paper
    in_channels=128,
    num_classes=20,
)

train_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    drop_last=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='ClassImages',
        data_root=data_root,
        ann_file='train.txt',
        pipeline=[
            dict(type='LoadImage'),
            dict(type='FlipImage', prob=0.5),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_dataloader = dict(
    batch_size=50,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ClassImages',
        data_root=data_root,
        ann_file='val.txt',
        test_mode=True,
        pipeline=[dict(type='LoadImage'), dict(type='PackAVInputs')],
    ),
)
test_evaluator = dict(type='TopKAccuracy', k=(1, 5))
test_cfg = dict()

optim_wrapper = dict(
    type='Bfloat16OptimWrapper', optimizer=dict(type='Adam', lr=1e-3)
)
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=2,
    eta_min_ratio=0.02,
    convert_to_iter_based=True,
)
train_cfg = dict(by_epoch=True, max_epochs=2)
