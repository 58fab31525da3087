# FNAC's model (Sun et al., CVPR 2023), as configs/fnac/ train and test it on
# real clips: EZ-VSL's networks, dropout of nine tenths of the image features,
# another loss.
model = dict(
    type='CosineLocalizer',
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
        # bands up to 9 wide set to 0, which is loud; 'mixed': the release
        # takes one axis for the other where it draws their places
        augment=dict(
            type='BandMask',
            freq_width=10,
            time_width=10,
            fill=0.0,
            axes='mixed',
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
        project='one',
        image_dropout=0.9,
        sound_dropout=0.0,
    ),
    loss=dict(
        type='FalseNegativeLoss',
        temperature=0.03,
        foreground_threshold=0.6,
        weights=(100.0, 100.0, 100.0),
        warmup_epochs=5,
    ),
)
