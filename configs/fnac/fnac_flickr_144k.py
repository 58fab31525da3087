# FNAC (Sun et al., CVPR 2023) on 144 000 clips of Flickr-SoundNet. Published
# (not checked against the paper): cIoU 78.7, AUC 59.3 (sources:
# configs/fnac/README.md).
#
#   python tools/train.py configs/fnac/fnac_flickr_144k.py
#   python tools/test.py configs/fnac/fnac_flickr_144k.py \
#       work_dirs/fnac_flickr_144k/epoch_30.pth \
#       --protocol oya fnac_bilinear
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/fnac.py',
    '../_base_/middle_3s.py',
]

train_dataloader = dict(
    batch_size=256,
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

# As published: Adam with L2 decay at a constant rate, batch size 256. The
# negatives of an image are the other clips of the batch on its GPU. 144 000 /
# 256 = 562 steps per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=30)
