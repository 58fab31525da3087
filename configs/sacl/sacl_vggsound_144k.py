# SACL (Song et al., TPAMI 2024) on 144 000 clips of VGGSound. Published, on
# VGG-SS: cIoU 38.0, AUC 40.0.
#
#   python tools/train.py configs/sacl/sacl_vggsound_144k.py
#   python tools/test.py configs/sacl/sacl_vggsound_144k.py \
#       work_dirs/sacl_vggsound_144k/epoch_100.pth \
#       --protocol oya sspl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/sacl.py',
    '../_base_/vggish_segments_3s.py',
]

train_dataloader = dict(
    batch_size=64,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.segmented_3s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_vggish}}))

# As published: AdamW at a fixed rate, batch 64 on each of four GPUs; negatives
# are those of one GPU. The release synchronises batch norm. 144 000 / 64 =
# 2250 steps an epoch.
optim_wrapper = dict(optimizer=dict(type='AdamW', lr=2e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=100)
