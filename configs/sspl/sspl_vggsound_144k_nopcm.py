# SSPL (Song et al., CVPR 2022) without predictive coding, on 144 000 clips of
# VGGSound: 100 epochs at other rates, as published.
#
#   python tools/train.py configs/sspl/sspl_vggsound_144k_nopcm.py
#   python tools/test.py configs/sspl/sspl_vggsound_144k_nopcm.py \
#       work_dirs/sspl_vggsound_144k_nopcm/epoch_100.pth --protocol oya sspl
_base_ = ['sspl_vggsound_144k.py']

model = dict(predictive_coding=None)
optim_wrapper = dict(
    optimizer=dict(lr=5e-4),
    paramwise_cfg=dict(
        _delete_=True, custom_keys={'siamese_head': dict(lr_mult=4.0)}
    ),
)
train_cfg = dict(max_epochs=100)
