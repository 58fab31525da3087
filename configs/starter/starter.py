# The model of the package, mmavloc/zoo/starter: the two-step system with a
# frozen SqueezeNet, a small audio network on log-mel spectrograms, and InfoNCE
# over all pairs of a batch instead of the published loss with one negative.
# Its card reports the results. It needs media as `mmavloc starter --help`
# describes, and ImageNet weights of SqueezeNet 1.0.
#
#   python tools/starter.py data/starter --weights squeezenet1_0_imagenet.pth
_base_ = ['../_base_/default_runtime.py', '../_base_/starter.py']

# as in configs/demo.py
he = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')
model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.0, 117.0, 104.0],
        std=[1.0, 1.0, 1.0],
        frontend=dict(
            type='LogMel',
            sample_rate={{_base_.sample_rate}},
            n_fft=512,
            hop_length=256,  # 188 frames of 3 s
            n_mels=64,
            eps=1e-5,  # far below any recording, above rounding
            mean=-4.0,
            std=4.0,
        ),
        augment=dict(type='BandMask', freq_width=12, time_width=40, prob=0.7),
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
    audio_backbone=dict(type='AudioVGG', in_channels=1, base_channels=16),
    # Bounded logits: P stays wide. With a scale of 3 and 8 epochs 89.8 % of
    # the validation samples are right, with 1.5 and 12 epochs 95.0 %.
    potential_head=dict(
        type='PotentialHead',
        in_channels=512,
        channels=128,
        logits='cosine',
        logit_scale=1.5,
        init_cfg=he,
    ),
    sound_head=dict(
        type='SoundHead',
        in_channels=64,
        freq_bins=4,
        channels=128,
        init_cfg=he,
    ),
    selection_head=dict(
        type='SelectionHead', channels=128, fc_init='identity'
    ),
    # clips of a class match each other; without, they would be negatives
    loss=dict(type='ContrastiveLoss', temperature=0.1, by_group=True),
)
# 500 clips / 25 * 12 epochs = 240 steps
optim_wrapper = dict(
    type='Bfloat16OptimWrapper',
    optimizer=dict(type='AdamW', lr=1.5e-3, weight_decay=0.01),
)
train_cfg = dict(by_epoch=True, max_epochs=12)
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=12,
    eta_min_ratio=0.02,
    convert_to_iter_based=True,
)
default_hooks = dict(logger=dict(type='LoggerHook', interval=10))
