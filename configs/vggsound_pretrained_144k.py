# Two-step system, unsupervised, pretrained VGG-11, 144 000 clips of VGGSound,
# tested on VGG-SS: configs/unsup_pretrained_144k.py on other data. The paper
# does not report this experiment. The training list is drawn without the clips
# of VGG-SS, which some published lists contain.
#
#   python tools/train.py configs/vggsound_pretrained_144k.py
#   python tools/test.py configs/vggsound_pretrained_144k.py \
#       work_dirs/vggsound_pretrained_144k/epoch_25.pth --protocol oya lvs
#
# Both data roots are in the folder data/; for another folder use --data-root.
_base_ = ['_base_/default_runtime.py', '_base_/vggsound.py']

model = dict(
    type='TwoStepLocalizer',
    # mean and std of the ImageNet training, in units of 0..255
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=511,
    ),
    # ImageNet weights; for a local file with the names of torchvision or timm
    # use
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
    # 'identity' makes channels of v and s correspond from the first step;
    # 'default' is PyTorch's initialisation. The paper does not say which it
    # uses.
    selection_head=dict(
        type='SelectionHead', channels=512, fc_init='identity'
    ),
    # every image with its own audio and with that of one other clip
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

train_dataloader = dict(
    dataset=dict(
        ann_file='lists/train_144k.txt', subset_size=144_000, list_seed=0
    )
)

# As in the paper on Flickr-SoundNet: Adam, batch size 8, 25 epochs at a
# constant rate; 144 000 / 8 = 18 000 steps per epoch, 450 000 in all. The
# lower rate is for the six VGG convolutions; the 1 x 1 layers after them have
# the rate of the other layers.
optim_wrapper = dict(
    optimizer=dict(type='Adam', lr=1e-4),
    paramwise_cfg=dict(
        custom_keys={'image_backbone': dict(lr_mult=0.1)}  # 1e-5
    ),
)
train_cfg = dict(by_epoch=True, max_epochs=25)
