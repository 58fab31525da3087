# EZ-VSL (Mo and Morgado, ECCV 2022) on 144 000 clips of VGGSound. Published,
# on VGG-SS: cIoU 36.0, AUC 38.2; object-guided 38.9, 39.5 (sources:
# configs/ezvsl/README.md).
#
#   python tools/train.py configs/ezvsl/ezvsl_vggsound_144k.py
#   python tools/test.py configs/ezvsl/ezvsl_vggsound_144k.py \
#       work_dirs/ezvsl_vggsound_144k/epoch_20.pth \
#       --protocol oya ezvsl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/ezvsl.py',
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

# As published: Adam at a constant rate, batch size 128. The negatives of an
# image are the other clips of the batch on its GPU. 144 000 / 128 = 1125 steps
# per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
