# SACL (Song et al., TPAMI 2024) on SoundingShapes at a quarter of its width,
# from random weights, for a machine without a GPU. What differs from the
# published recipe: width, 1 s of sound, segments of a grid, no change of
# colours, a temperature of 0.03; 32 clips a batch, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/sacl/sacl_sounding_shapes.py
#   python tools/test.py configs/sacl/sacl_sounding_shapes.py \
#       work_dirs/sacl_sounding_shapes/epoch_2.pth \
#       --protocol oya sspl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/sacl.py',
]

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(type='ScaleAudio', rule='min_max'),
    dict(type='MakeSegments', method='grid', interpolation='nearest'),
    dict(
        type='MakeViews',
        along=('segments',),
        transforms=[
            dict(type='RandomCrop', size=176),  # of 192
            dict(type='FlipImage', prob=0.5),
        ],
    ),
    dict(type='PackAVInputs', input_keys=('segments', 'view_segments')),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(type='ScaleAudio', rule='min_max'),
    dict(type='PackAVInputs'),
]
model = dict(
    image_backbone=dict(base_channels=16, init_cfg=None),
    audio_backbone=dict(
        base_channels=16, hidden=128, channels=128, init_cfg=None
    ),
    map_head=dict(in_channels=128),
    loss=dict(temperature=0.03),
)
train_dataloader = dict(batch_size=32, dataset=dict(pipeline=train_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
validation = dict(val_dataloader=dict(dataset=dict(pipeline=test_pipeline)))

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
