# SSPL's model (Song et al., CVPR 2022), as configs/sspl/ train and test it on
# real clips: a frozen VGG-16 and a frozen VGGish with two trained layers,
# predictive coding between them, SimSiam's head. A file vggish.pth in the
# working directory is expected, in the naming of torchvggish:
# --cfg-options model.audio_backbone.init_cfg.checkpoint=FILE
model = dict(
    type='SSPLLocalizer',
    # ImageNet's mean and std, 0..255; the sound as VGGish takes it, 3 examples
    # of 96 x 64 for 3 s at 16 kHz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(type='VGGishMel', sample_rate=16000),
    ),
    image_backbone=dict(
        type='VGG16',
        last_relu=False,
        frozen=True,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://vgg16'),
    ),
    audio_backbone=dict(
        type='VGGish',
        channels=512,
        frozen=True,
        init_cfg=dict(type='Pretrained', checkpoint='vggish.pth'),
    ),
    map_head=dict(type='CosineMapHead', in_channels=512, project='none'),
    predictive_coding=dict(
        type='PredictiveCoding', channels=512, sound_channels=128, cycles=4
    ),
    siamese_head=dict(
        type='SimSiamHead', in_channels=512, channels=2048, hidden=512
    ),
    loss=dict(type='SimSiamLoss'),
)
