# SSL-TIE (Liu et al., ACM MM 2022) on 144 000 clips of Flickr-SoundNet.
# Published (not checked against the paper): cIoU 81.5, AUC 61.1
# (sources: configs/ssltie/README.md).
#
#   python tools/train.py configs/ssltie/ssltie_flickr_144k.py
#   python tools/test.py configs/ssltie/ssltie_flickr_144k.py \
#       work_dirs/ssltie_flickr_144k/epoch_100.pth \
#       --protocol oya ssltie
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/ssltie.py',
    '../_base_/first_10s_jittered.py',
]

train_dataloader = dict(
    batch_size=32,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.jittered_10s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.centred_10s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.centred_10s}}))
)

# As published: Adam with L2 decay at a constant rate, batch size 32. The
# negatives of an image are the other clips of the batch on its GPU. 144 000 /
# 32 = 4500 steps per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=100)
