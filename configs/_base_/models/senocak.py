# The model of Senocak et al. (CVPR 2018), as configs/senocak/ train and test
# it on real clips: a frozen VGG-16 and a frozen SoundNet, an attention between
# them. Neither file is part of the project; a file named soundnet8.pth in the
# working directory is expected, in the naming of the PyTorch ports:
# --cfg-options model.audio_backbone.init_cfg.checkpoint=FILE
model = dict(
    type='SenocakLocalizer',
    # ImageNet's mean and std, 0..255; samples of full scale are 256
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        frontend=dict(type='Waveform', sample_rate=22050, gain=256.0),
    ),
    image_backbone=dict(
        type='VGG16',
        last_relu=False,
        frozen=True,
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://vgg16'),
    ),
    audio_backbone=dict(
        type='SoundNet8',
        frozen=True,
        init_cfg=dict(type='Pretrained', checkpoint='soundnet8.pth'),
    ),
    attention_head=dict(
        type='AttentionHead', in_channels=512, sound_channels=1000
    ),
    # the supervised term is used by the configs that have boxes
    loss=dict(type='RatioTripletLoss', unsupervised=1.0, supervised=0.0),
)
