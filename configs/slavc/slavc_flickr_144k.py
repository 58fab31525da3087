# SLAVC (Mo and Morgado, NeurIPS 2022) on 144 000 clips of Flickr-SoundNet. The
# authors' repository reports no score for this list (sources:
# configs/slavc/README.md).
#
#   python tools/train.py configs/slavc/slavc_flickr_144k.py
#   python tools/test.py configs/slavc/slavc_flickr_144k.py \
#       work_dirs/slavc_flickr_144k/epoch_20.pth \
#       --protocol oya slavc_relative
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/slavc.py',
    '../_base_/middle_3s.py',
]

train_dataloader = dict(
    batch_size=128,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.cropped_3s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_3s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.squashed_3s}}))
)

# As published: Adam at a constant rate, batch size 128. The negatives of an
# image are the other clips of the batch on its GPU. 144 000 / 128 = 1125 steps
# per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
