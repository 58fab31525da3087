# SACL's model (Song et al., TPAMI 2024), as configs/sacl/ train and test it on
# real clips: an ImageNet ResNet-18 of stride 16 and a VGGish with two layers
# on top, all trained. A file vggish.pth in the working directory is expected,
# in the naming of torchvggish:
# --cfg-options model.audio_backbone.init_cfg.checkpoint=FILE
model = dict(
    type='SACLLocalizer',
    # ImageNet's mean and std, 0..255; the sound as VGGish takes it, 3 examples
    # of 96 x 64 for 3 s at 16 kHz
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(type='VGGishMel', sample_rate=16000),
    ),
    image_backbone=dict(
        type='ResNet18',
        layer4_stride=1,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet18'),
    ),
    audio_backbone=dict(
        type='VGGish',
        channels=512,
        frozen=False,
        init_cfg=dict(type='Pretrained', checkpoint='vggish.pth'),
    ),
    map_head=dict(type='CosineMapHead', in_channels=512, project='none'),
    loss=dict(type='SemanticContrastLoss', share=0.75, temperature=0.005),
)
