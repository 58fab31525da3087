# SSPL (Song et al., CVPR 2022) on SoundingShapes at a quarter of its width,
# from random weights, for a machine without a GPU. What differs from the
# published recipe: width, 1 s of sound, networks that are trained in the place
# of frozen ones, a ResNet-18 in that of a VGG-16, which takes six times as
# long, a picture of 192 px; 32 clips a batch, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/sspl/sspl_sounding_shapes.py
#   python tools/test.py configs/sspl/sspl_sounding_shapes.py \
#       work_dirs/sspl_sounding_shapes/epoch_2.pth \
#       --protocol oya sspl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/sspl.py',
]

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(type='ScaleAudio', rule='min_max'),
    dict(
        type='MakeViews',
        transforms=[
            dict(type='RandomCrop', size=176),  # of 192
            dict(type='FlipImage', prob=0.5),
        ],
    ),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(type='ScaleAudio', rule='min_max'),
    dict(type='PackAVInputs'),
]
model = dict(
    image_backbone=dict(
        _delete_=True, type='ResNet18', base_channels=16, layer4_stride=1
    ),
    audio_backbone=dict(
        base_channels=16,
        hidden=128,
        channels=128,
        frozen=False,
        init_cfg=None,
    ),
    map_head=dict(in_channels=128),
    predictive_coding=dict(channels=128),
    siamese_head=dict(in_channels=128, channels=256, hidden=64),
)
train_dataloader = dict(batch_size=32, dataset=dict(pipeline=train_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
validation = dict(val_dataloader=dict(dataset=dict(pipeline=test_pipeline)))

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
