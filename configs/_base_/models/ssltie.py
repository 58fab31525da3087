# SSL-TIE's model (Liu et al., ACM MM 2022), as configs/ssltie/ train and test
# it on real clips: LVS's networks and loss, also applied to transformed
# images.
model = dict(
    type='SSLTIELocalizer',
    # ImageNet's mean and std in units of 0..255; torchaudio's mel spectrogram
    # in decibels, 257 x 670 for 10 s at 16 kHz. At this resolution some of the
    # 257 bands are empty and give rows of -100 dB, as in the released code.
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogMel',
            sample_rate=16000,
            n_fft=512,
            hop_length=239,
            n_mels=257,
            htk=True,
            norm=None,
            normalized=True,
            pad_mode='reflect',
            log='db',
            top_db=None,
        ),
        augment=dict(
            type='BandMask',
            freq_width=35,
            time_width=180,
            fill=-100.0,
            prob=0.8,
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
    max_angle=30,
    scales=(1.0, 0.5),
    equivariance_weight=1.0,
)
