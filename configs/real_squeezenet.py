# The two-step system on a folder of real clips in Flickr-SoundNet's layout,
# small enough for an hour on two CPU cores: a frozen SqueezeNet trained on
# ImageNet (a state dict in torchvision's naming, inputs RGB 0..255 minus
# 123, 117, 104), a sound network of half the paper's width. docs/real.md says
# how it went.
#
#   python tools/train.py configs/real_squeezenet.py
#   python tools/test.py configs/real_squeezenet.py \
#       work_dirs/real_squeezenet/epoch_6.pth --out results.json
_base_ = ['_base_/default_runtime.py', '_base_/real.py']

model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.0, 117.0, 104.0],
        std=[1.0, 1.0, 1.0],
        n_fft=1022,
        hop_length=511,
    ),
    image_backbone=dict(
        type='TorchvisionBackbone',
        model_name='squeezenet1_0',
        stride=16,
        frozen=True,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/squeezenet1_0_imagenet.pth',
        ),
    ),
    audio_backbone=dict(type='AudioVGG', base_channels=16),
    # 0.02: P sharpens slowly, so that A gets a gradient from every cell
    potential_head=dict(
        type='PotentialHead', in_channels=512, channels=512, logit_scale=0.02
    ),
    sound_head=dict(
        type='SoundHead', in_channels=64, freq_bins=32, channels=512
    ),
    selection_head=dict(
        type='SelectionHead', channels=512, fc_init='identity'
    ),
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

# 1 184 clips / 32 = 37 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=6)
