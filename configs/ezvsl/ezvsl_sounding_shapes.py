# EZ-VSL (Mo and Morgado, ECCV 2022) on SoundingShapes with a quarter of the
# channels, from random weights, for a machine without a GPU. Other differences
# from the published recipe: 1 s of audio, stride 16, 32 clips per batch, a
# higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/ezvsl/ezvsl_sounding_shapes.py
#   python tools/test.py configs/ezvsl/ezvsl_sounding_shapes.py \
#       work_dirs/ezvsl_sounding_shapes/epoch_2.pth \
#       --protocol oya ezvsl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/ezvsl.py',
]

model = dict(
    data_preprocessor=dict(frontend=dict(sample_rate=22050)),
    image_backbone=dict(base_channels=16, layer4_stride=1, init_cfg=None),
    audio_backbone=dict(base_channels=16),
    map_head=dict(in_channels=128, channels=128),
)
train_dataloader = dict(batch_size=32)

# 6 000 clips / 32 = 187 steps per epoch. Of the rates 1e-4, 3e-4, 1e-3 and
# 3e-3 the one with the best cIoU of val after 374 steps; with the last two
# EZ-VSL did not learn (docs/reading_methods.md).
optim_wrapper = dict(optimizer=dict(type='Adam', lr=3e-4))
