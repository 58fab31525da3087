# ACL-SSL (Park et al., WACV 2024) on 144 000 clips of VGGSound. Published, on
# VGG-SS, the best of 19 thresholds on the test set (not checked against
# the paper): 49.46, AUC 46.32. BEATs, the release's frozen audio network, is
# no part of `transformers`: an Audio Spectrogram Transformer of the same width
# has its place, which is ours.
#
#   python tools/train.py configs/acl/acl_vggsound_144k.py
#   python tools/test.py configs/acl/acl_vggsound_144k.py \
#       work_dirs/acl_vggsound_144k/epoch_20.pth \
#       --protocol oya acl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/acl.py',
    '../_base_/clip_352.py',
]

train_dataloader = dict(
    batch_size=16,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.cropped_352}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_352}}))

# As published: Adam with L2 decay at a fixed rate, batch 8 on each of two
# GPUs; the release trains in mixed precision (`--amp`). 144 000 / 16 = 9000
# steps an epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
