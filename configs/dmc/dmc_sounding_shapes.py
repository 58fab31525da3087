# DMC (Hu et al., CVPR 2019) on SoundingShapes at a quarter of its width, from
# random weights, for a machine without a GPU. What differs from the released
# defaults: width, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/dmc/dmc_sounding_shapes.py
#   python tools/test.py configs/dmc/dmc_sounding_shapes.py \
#       work_dirs/dmc_sounding_shapes/epoch_2.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/dmc.py',
]

model = dict(
    data_preprocessor=dict(frontend=dict(sample_rate=22050)),
    image_backbone=dict(base_channels=16),
    audio_backbone=dict(base_channels=16),
    cluster_head=dict(in_channels=128, channels=128),
)
train_dataloader = dict(batch_size=32)

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3, weight_decay=1e-4))
