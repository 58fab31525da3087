# Two-stage's model (Qian et al., ECCV 2020, the simplified release), as
# configs/twostage/ train and test it on real clips: two networks of stride 16,
# classes of each, and embeddings of what activates a class.
model = dict(
    type='TwoStageLocalizer',
    # ImageNet's mean and std, 0..255; the sound as the logarithm of 64 mel
    # bands, 251 x 64 for 5 s at 22050 Hz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(
            type='LogMel',
            sample_rate=22050,
            n_fft=882,
            hop_length=441,
            n_mels=64,
            log='log',
            eps=2.2e-16,
            time_first=True,
        ),
    ),
    image_backbone=dict(
        type='ResNet18',
        layer4_stride=1,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet18'),
    ),
    audio_backbone=dict(type='ResNet18', in_channels=1, layer4_stride=1),
    class_head=dict(
        type='ClassCamHead',
        in_channels=512,
        channels=128,
        hidden=1024,
        groups=7,
    ),
    loss=dict(type='ClassAlignmentLoss', threshold=0.3, margin=1.4, floor=0.0),
    second_from=20,
    # 'double_sigmoid', as released, or 'sigmoid'
    weights='double_sigmoid',
)
