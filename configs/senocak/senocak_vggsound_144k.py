# Senocak (Senocak et al., CVPR 2018) on 144 000 clips of VGGSound. We know
# no published score for this list. The metric that the figures were
# measured with was never released.
#
#   python tools/train.py configs/senocak/senocak_vggsound_144k.py
#   python tools/test.py configs/senocak/senocak_vggsound_144k.py \
#       work_dirs/senocak_vggsound_144k/epoch_10.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/senocak.py',
    '../_base_/first_10s_320.py',
]

train_dataloader = dict(
    batch_size=30,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.squashed_320}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_320}}))

# As published in the release's README: Adam at a fixed rate, batch 30, 10
# epochs, no augmentation; the other sound of a pair is one of the batch's.
# VGG-16 and SoundNet are frozen. 144 000 / 30 = 4800 steps an epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=10)
