# DMC's model (Hu et al., CVPR 2019, the simplified release), as configs/dmc/
# and configs/cavl/ train and test it: two networks of stride 16 from random
# weights, soft k-means of the cells of both.
model = dict(
    type='DMCLocalizer',
    # ImageNet's mean and std, 0..255; the sound as 64 mel bands of magnitudes
    # in decibels, 201 x 64 for 1 s at 16 kHz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogMel',
            sample_rate=16000,
            n_fft=160,
            hop_length=80,
            n_mels=64,
            power=1.0,
            log='db',
            top_db=80.0,
            time_first=True,
        ),
    ),
    image_backbone=dict(type='ResNet18', layer4_stride=1),
    audio_backbone=dict(type='ResNet18', in_channels=1, layer4_stride=1),
    # one kind of object and the background; one kind of sound
    cluster_head=dict(
        type='ClusterHead',
        in_channels=512,
        channels=512,
        image_clusters=2,
        audio_clusters=1,
        iterations=4,
        sharpness=30.0,
    ),
    loss=dict(type='MarginContrastiveLoss', margin=5.0),
)
