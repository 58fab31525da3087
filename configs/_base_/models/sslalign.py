# SSLalign's model (Senocak et al., ICCV 2023), as configs/sslalign/ train and
# test it on real clips: LVS's networks; training also aligns the pooled
# features of image and audio.
model = dict(
    type='SSLalignLocalizer',
    # ImageNet's mean and std in units of 0..255; SciPy's spectrogram() with
    # its defaults, logarithm / 12: 257 x 299 for 3 s at 16 kHz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogSpectrogram',
            sample_rate=16000,
            win_length=512,
            hop_length=159,
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
    # for training only; released weights do not contain it
    align_head=dict(
        type='CosineMapHead', in_channels=512, channels=512, project='one'
    ),
    loss=dict(
        type='AlignmentLoss',
        positive_threshold=0.65,
        sharpness=0.03,
        temperature=0.07,
    ),
)
