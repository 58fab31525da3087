# Two-stage (Qian et al., ECCV 2020) on SoundingShapes at a quarter of its
# width, from random weights, for a machine without a GPU. What differs from
# the released defaults: width, 1 s of sound that keeps its peak, and the 20
# classes of SoundingShapes, heard and seen, instead of what taggers find;
# no places. Each stage takes one epoch; 32 clips a batch, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/twostage/twostage_sounding_shapes.py
#   python tools/test.py configs/twostage/twostage_sounding_shapes.py \
#       work_dirs/twostage_sounding_shapes/epoch_2.pth \
#       --protocol oya twostage
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/twostage.py',
]

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='LoadGroups', path='data/sounding_shapes/truth.json'),
    dict(type='RandomCrop', size=176),  # of 192
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs', input_keys=('audio_groups', 'image_groups')),
]
model = dict(
    image_backbone=dict(base_channels=16, init_cfg=None),
    audio_backbone=dict(base_channels=16),
    class_head=dict(in_channels=128, hidden=256, groups=20),
    loss=dict(floor=1e-6),
    second_from=1,
)
train_dataloader = dict(batch_size=32, dataset=dict(pipeline=train_pipeline))

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
