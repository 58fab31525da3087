# DMC (Hu et al., CVPR 2019) on 144 000 clips of Flickr-SoundNet. The release
# trains on MUSIC; it has no script for this data. The loss takes the other
# image of a pair from the batch.
#
#   python tools/train.py configs/dmc/dmc_flickr_144k.py
#   python tools/test.py configs/dmc/dmc_flickr_144k.py \
#       work_dirs/dmc_flickr_144k/epoch_100.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/dmc.py',
    '../_base_/one_second.py',
]

train_dataloader = dict(
    batch_size=32,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.recoloured_1s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_1s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.squashed_1s}}))
)

# As the released defaults: Adam with L2 decay at a fixed rate, batch 32, 100
# epochs. 144 000 / 32 = 4500 steps an epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=100)
