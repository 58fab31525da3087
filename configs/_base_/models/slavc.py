# SLAVC's model (Mo and Morgado, NeurIPS 2022), as configs/slavc/ train and
# test it on real clips: EZ-VSL's networks with two projections, a momentum
# twin, and dropout of nine tenths of the image features.
model = dict(
    type='SLAVCLocalizer',
    # ImageNet's mean and std, 0..255; the sound as SciPy's spectrogram() gives
    # it by default, its logarithm / 12: 257 x 200 for 3 s at 16 kHz
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
    # any local file in torchvision's naming does:
    # --cfg-options model.image_backbone.init_cfg.checkpoint=resnet18.pth
    image_backbone=dict(
        type='ResNet18',
        layer4_stride=2,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet18'),
    ),
    audio_backbone=dict(
        type='ResNet18', in_channels=1, layer4_stride=2, batch_norm_std=0.02
    ),
    map_head=dict(
        type='CosineMapHead',
        in_channels=512,
        channels=512,
        project='two',
        image_dropout=0.9,
        sound_dropout=0.0,
    ),
    loss=dict(type='LocalizedMomentumLoss', temperature=0.03),
    momentum=0.999,
    # the published tests use the trained half, the training's own scores
    # those of its 'twin'
    predict_with='trained',
)
