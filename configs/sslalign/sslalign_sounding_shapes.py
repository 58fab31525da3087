# SSLalign (Senocak et al., ICCV 2023) on SoundingShapes with a quarter of the
# channels, from random weights, for a machine without a GPU. Other differences
# from the recipe: 1 s of audio, 32 clips per batch, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/sslalign/sslalign_sounding_shapes.py
#   python tools/test.py configs/sslalign/sslalign_sounding_shapes.py \
#       work_dirs/sslalign_sounding_shapes/epoch_2.pth \
#       --protocol oya sslalign
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/sslalign.py',
]

views = [
    dict(type='RandomCrop', size=176),  # of 192
    dict(type='FlipImage', prob=0.5),
]
model = dict(
    data_preprocessor=dict(frontend=dict(sample_rate=22050)),
    image_backbone=dict(base_channels=16),
    audio_backbone=dict(base_channels=16),
    map_head=dict(in_channels=128),
    align_head=dict(in_channels=128, channels=128),
)
train_dataloader = dict(
    batch_size=32,
    dataset=dict(
        pipeline=[
            dict(type='LoadImage'),
            dict(type='LoadAudio', sample_rate=22050, duration=1.0),
            dict(type='MakeViews', transforms=views),
            dict(type='PackAVInputs'),
        ]
    ),
)

# 6 000 clips / 32 = 187 steps per epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
