# Two-step system, unsupervised, from random weights, 1 000 clips of
# Flickr-SoundNet: row 1k of Table 1, columns "de novo". The paper's figures
# (cIoU / AUC, its reading of the metric is open, see docs/metrics.md):
# localization map 36.5/34.1, potential map 35.3/33.4.
#
#   python tools/train.py configs/unsup_denovo_1k.py
#   python tools/test.py configs/unsup_denovo_1k.py \
#       work_dirs/unsup_denovo_1k/epoch_50.pth --eval cIoU AUC
_base_ = ['_base_/default_runtime.py', '_base_/flickr_soundnet.py']

model = dict(
    type='TwoStepLocalizer',
    # mean and std of ImageNet, 0..255
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=511,
    ),
    # no weights from elsewhere: drawn as torchvision draws a VGG's
    image_backbone=dict(type='VGG11'),
    audio_backbone=dict(type='AudioVGG'),
    potential_head=dict(type='PotentialHead', in_channels=512, channels=512),
    sound_head=dict(
        type='SoundHead', in_channels=128, freq_bins=32, channels=512
    ),
    # identity: ties the axes of v and s from the first step; the paper does
    # not say how these layers start, 'default' is PyTorch's way
    selection_head=dict(
        type='SelectionHead', channels=512, fc_init='identity'
    ),
    # every image with its own sound and with one of another clip, 1 : 1
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_1k.txt', subset_size=1_000, list_seed=0)
)

# Appendix A: Adam, batch 8, 50 epochs at a fixed rate;
# 1 000 / 8 = 125 steps an epoch, 6 250 in all.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=50)
