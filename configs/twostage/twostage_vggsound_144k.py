# Two-stage (Qian et al., ECCV 2020) on 144 000 clips of VGGSound. Both stages
# are one run: the second begins at epoch 20, with a tenth of the rate. The
# groups of each clip are read from groups.json, which pretrained taggers have
# to fill; the project has none.
#
#   python tools/train.py configs/twostage/twostage_vggsound_144k.py
#   python tools/test.py configs/twostage/twostage_vggsound_144k.py \
#       work_dirs/twostage_vggsound_144k/epoch_40.pth \
#       --protocol oya twostage
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/twostage.py',
    '../_base_/five_seconds.py',
]

train_dataloader = dict(
    batch_size=16,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.flipped_5s}},
    ),
)
test_dataloader = dict(
    batch_size=1, dataset=dict(pipeline={{_base_.whole_256}})
)

# As the released defaults: SGD with momentum, batch 16, 20 epochs a stage,
# rates 1e-3 and 1e-4. 144 000 / 16 = 9000 steps an epoch.
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=1e-3, momentum=0.9, weight_decay=5e-4)
)
param_scheduler = dict(type='MultiStepLR', milestones=[20], gamma=0.1)
train_cfg = dict(by_epoch=True, max_epochs=40)
