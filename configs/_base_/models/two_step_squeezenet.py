# A small two-step system for CPUs: a frozen SqueezeNet 1.0 with ImageNet
# weights and an audio network of half the paper's width. The weights are a
# state dict with torchvision's parameter names, for RGB input in 0..255 minus
# 123, 117, 104.
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
    # With a scale of 0.02 P sharpens slowly, so that A receives a gradient
    # from every cell.
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
