# LVS's model (Chen et al., CVPR 2021), as configs/lvs/ train and test it on
# real clips: two networks of stride 16 (14 x 14 cells for 224 px) from random
# weights, without projections.
model = dict(
    type='CosineLocalizer',
    # ImageNet's mean and std in units of 0..255; SciPy's spectrogram() with
    # its defaults, logarithm / 12: 257 x 671 for 10 s at 16 kHz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogSpectrogram',
            sample_rate=16000,
            win_length=512,
            hop_length=238,
            window=('tukey', 0.25),
            detrend='constant',
            scaling='density',
            eps=1e-7,
            std=12.0,
        ),
    ),
    image_backbone=dict(type='ResNet18', layer4_stride=1, batch_norm_std=0.02),
    audio_backbone=dict(
        type='ResNet18', in_channels=1, layer4_stride=1, batch_norm_std=0.02
    ),
    map_head=dict(type='CosineMapHead', in_channels=512, project='none'),
    # 'multiply' the matching pair by -99, as in the released code; 'mask'
    # removes it
    loss=dict(
        type='TriMapInfoNCE',
        positive_threshold=0.65,
        negative_threshold=0.4,
        sharpness=0.03,
        temperature=0.07,
        diagonal='multiply',
    ),
)
