# ACL-SSL (Park et al., WACV 2024) on SoundingShapes at a quarter of its width,
# from random weights, for a machine without a GPU. What differs from the
# published recipe: two small networks that are trained have the places of
# CLIPSeg and of BEATs, and neither knows words; 1 s of sound, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/acl/acl_sounding_shapes.py
#   python tools/test.py configs/acl/acl_sounding_shapes.py \
#       work_dirs/acl_sounding_shapes/epoch_2.pth \
#       --protocol oya acl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/acl.py',
]

model = dict(
    data_preprocessor=dict(
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            _delete_=True,
            type='LogMel',
            sample_rate=22050,
            n_fft=512,
            hop_length=256,
            n_mels=64,
        ),
    ),
    grounder=dict(
        _delete_=True,
        type='CosineGrounder',
        backbone=dict(type='ResNet18', base_channels=16, layer4_stride=1),
        in_channels=128,
        channels=128,
        scale=4.0,
    ),
    audio_backbone=dict(
        _delete_=True, type='ResNet18', in_channels=1, base_channels=16
    ),
    audio_token=dict(in_channels=128, channels=128),
    masker=dict(w=1.0, b=0.0),
    map_size=None,
)
train_dataloader = dict(batch_size=32)

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
