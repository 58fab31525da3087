# SSPL (Song et al., CVPR 2022) on 144 000 clips of VGGSound. Published, on
# VGG-SS (not checked against the paper): cIoU 33.9, AUC 38.0.
#
#   python tools/train.py configs/sspl/sspl_vggsound_144k.py
#   python tools/test.py configs/sspl/sspl_vggsound_144k.py \
#       work_dirs/sspl_vggsound_144k/epoch_20.pth \
#       --protocol oya sspl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/vggsound.py',
    '../_base_/models/sspl.py',
    '../_base_/vggish_3s.py',
]

train_dataloader = dict(
    batch_size=256,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.viewed_3s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.centred_3s}}))

# As published: AdamW, batch 256 (of two GPUs), rates of 2e-5 and, for the
# head, 5e-5, no decay of the rates of predictive coding. Batch norm is not
# synchronised between GPUs here. 144 000 / 256 = 562 steps an epoch.
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=2e-5, weight_decay=1e-4),
    paramwise_cfg=dict(
        custom_keys={
            'siamese_head': dict(lr_mult=2.5),
            'error_rate': dict(decay_mult=0.0),
            'prediction_rate': dict(decay_mult=0.0),
        }
    ),
)
train_cfg = dict(by_epoch=True, max_epochs=20)
