# EZ-VSL's model (Mo and Morgado, ECCV 2022), as configs/ezvsl/ train and test
# it on real clips. The models of FNAC and SLAVC derive from it. The image
# network starts from ImageNet weights, the audio network from random weights.
model = dict(
    type='CosineLocalizer',
    # ImageNet's mean and std in units of 0..255; SciPy's spectrogram() with
    # its defaults, logarithm / 12: 257 x 200 for 3 s at 16 kHz
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
    # for a local file with torchvision's parameter names use
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
        type='CosineMapHead', in_channels=512, channels=512, project='one'
    ),
    loss=dict(type='MaxPoolInfoNCE', temperature=0.03, reduction='sum'),
)
