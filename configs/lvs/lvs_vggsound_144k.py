# LVS (Chen et al., CVPR 2021) on 144 000 clips of VGGSound. Published, on
# VGG-SS (not checked against the paper): cIoU 34.4, AUC 38.2 (sources:
# configs/lvs/README.md).
#
#   python tools/train.py configs/lvs/lvs_vggsound_144k.py
#   python tools/test.py configs/lvs/lvs_vggsound_144k.py \
#       work_dirs/lvs_vggsound_144k/epoch_20.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/lvs.py',
    '../_base_/first_10s.py',
]

train_dataloader = dict(
    batch_size=128,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.cropped_10s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.centred_10s}}))

# The authors released no training code. This recipe is that of EZ-VSL, which
# was compared with LVS: Adam at a constant rate, batch size 128. The negatives
# of an image are the other clips of the batch on its GPU. 144 000 / 128 = 1125
# steps per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
