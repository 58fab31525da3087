# Two-step system, unsupervised, pretrained VGG-11, 10 000 clips of VGGSound,
# tested on VGG-SS: configs/unsup_pretrained_10k.py on other data. The paper
# does not report it, so there are no figures to expect. Its training list is
# drawn without the clips of VGG-SS, which lists of others contain.
#
#   python tools/train.py configs/vggsound_pretrained_10k.py
#   python tools/test.py configs/vggsound_pretrained_10k.py \
#       work_dirs/vggsound_pretrained_10k/epoch_25.pth --protocol oya lvs
#
# Both roots lie in one folder, data/; elsewhere: --data-root THAT_FOLDER.
_base_ = ['_base_/default_runtime.py', '_base_/vggsound.py']

model = dict(
    type='TwoStepLocalizer',
    # mean and std that the ImageNet weights were trained with, 0..255
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=511,
    ),
    # ImageNet weights: any local file in torchvision's or timm's naming does,
    # --cfg-options model.image_backbone.init_cfg.checkpoint=vgg11.pth
    image_backbone=dict(
        type='VGG11',
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://vgg11'),
    ),
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
    dataset=dict(
        ann_file='lists/train_10k.txt', subset_size=10_000, list_seed=0
    )
)

# As in the paper on Flickr-SoundNet: Adam, batch 8, 25 epochs at a fixed rate;
# 10 000 / 8 = 1 250 steps an epoch, 31 250 in all.
# The image network is the six VGG convolutions; the 1 x 1 layers behind it
# learn at the rate of the rest.
optim_wrapper = dict(
    optimizer=dict(type='Adam', lr=1e-4),
    paramwise_cfg=dict(
        custom_keys={'image_backbone': dict(lr_mult=0.1)}  # 1e-5
    ),
)
train_cfg = dict(by_epoch=True, max_epochs=25)
