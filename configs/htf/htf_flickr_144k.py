# Hear the Flow (Fedorishin et al., WACV 2023) on 144 000 clips of
# Flickr-SoundNet. Published, on a trimmed test list (not checked against
# the paper): cIoU 86.5, AUC 63.9.
#
#   python tools/train.py configs/htf/htf_flickr_144k.py
#   python tools/test.py configs/htf/htf_flickr_144k.py \
#       work_dirs/htf_flickr_144k/epoch_100.pth \
#       --protocol oya htf
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/htf.py',
    '../_base_/flow_3s.py',
]

train_dataloader = dict(
    batch_size=128,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.cropped_flow}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_flow}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.squashed_flow}}))
)

# As published: Adam at a fixed rate, batch 128. The release does not shuffle;
# clips are shuffled here. The negatives of an image are the other clips of its
# GPU's batch. 144 000 / 128 = 1125 steps an epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
train_cfg = dict(by_epoch=True, max_epochs=100)
