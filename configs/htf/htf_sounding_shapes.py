# Hear the Flow (Fedorishin et al., WACV 2023) on SoundingShapes at a quarter
# of its width, from random weights, for a machine without a GPU. What differs
# from the published recipe: width, 1 s of sound, a trained image network, and
# flow of 0 everywhere, for its pictures stand still: it shows that the method
# runs, and nothing of what flow adds. 32 clips a batch.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/htf/htf_sounding_shapes.py
#   python tools/test.py configs/htf/htf_sounding_shapes.py \
#       work_dirs/htf_sounding_shapes/epoch_2.pth \
#       --protocol oya htf
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/htf.py',
]

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='LoadFlow', missing='zero'),
    dict(type='RandomCrop', size=176),  # of 192
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs', input_keys=('flow',)),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='LoadFlow', missing='zero'),
    dict(type='PackAVInputs', input_keys=('flow',)),
]
model = dict(
    image_backbone=dict(
        base_channels=16, layer4_stride=1, frozen=False, init_cfg=None
    ),
    flow_backbone=dict(base_channels=16, layer4_stride=1, init_cfg=None),
    audio_backbone=dict(base_channels=16),
    flow_attention=dict(in_channels=128, flow_channels=128),
    map_head=dict(in_channels=128),
)
train_dataloader = dict(batch_size=32, dataset=dict(pipeline=train_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
validation = dict(val_dataloader=dict(dataset=dict(pipeline=test_pipeline)))

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
