# Hear the Flow's model (Fedorishin et al., WACV 2023), as configs/htf/ train
# and test it on real clips: a frozen image network of stride 32 (7 x 7 cells
# of 224 px), one for the flow, attention between them, and LVS's loss.
model = dict(
    type='HearTheFlowLocalizer',
    # ImageNet's mean and std, 0..255; the sound as SciPy's spectrogram() gives
    # it by default, its logarithm / 12: 257 x 276 for 3 s at 22050 Hz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogSpectrogram',
            sample_rate=22050,
            win_length=512,
            hop_length=238,
            window=('tukey', 0.25),
            detrend='constant',
            scaling='density',
            eps=1e-7,
            std=12.0,
        ),
    ),
    image_backbone=dict(
        type='ResNet18',
        frozen=True,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet18'),
    ),
    # all but its first convolution, which has two channels, from ImageNet
    flow_backbone=dict(
        type='ResNet18',
        in_channels=2,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='torchvision://resnet18',
            leave='conv1.',
        ),
    ),
    audio_backbone=dict(type='ResNet18', in_channels=1),
    flow_attention=dict(type='FlowAttention', channels=64),
    map_head=dict(type='CosineMapHead', in_channels=512, project='none'),
    # 'multiply' the own pair by -99, as released; 'mask' takes it out
    loss=dict(
        type='TriMapInfoNCE',
        positive_threshold=0.65,
        negative_threshold=0.4,
        sharpness=0.03,
        temperature=0.07,
        diagonal='multiply',
    ),
)
