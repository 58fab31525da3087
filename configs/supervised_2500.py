# U-Net with a ResNet-34 encoder, trained on images and on the boxes of 2 500
# clips of Flickr-SoundNet: Table 2. The paper reports 79.3/60.9 (cIoU / AUC;
# docs/metrics.md discusses their definition), and 80.4/60.3 by Senocak et al.
# for images and audio.
#
#   python tools/make_lists.py data/flickr_soundnet --supervised 2500
#   python tools/train.py configs/supervised_2500.py
#   python tools/test.py configs/supervised_2500.py \
#       work_dirs/supervised_2500/epoch_100.pth --eval cIoU AUC
_base_ = ['_base_/default_runtime.py', '_base_/flickr_soundnet.py']

# no LoadAudio: the model does not use audio
train_pipeline = [
    dict(type='LoadImage'),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='RandomCrop', size=224),
    dict(type='DrawConsensus'),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]

model = dict(
    type='SupervisedLocalizer',
    # mean and std of the ImageNet training, in units of 0..255
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
    ),
    # The paper does not say whether the encoder was pretrained;
    # model.network.init_cfg=None starts from random weights. For a local file
    # with torchvision's names use
    # --cfg-options model.network.init_cfg.checkpoint=resnet34.pth
    network=dict(
        type='UNet',
        encoder='resnet34',
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet34'),
    ),
    # 1 - 2 DC, Eq. 10, against soft consensus maps
    loss=dict(type='DiceLoss', eps=1.0),
)

train_dataloader = dict(
    dataset=dict(
        ann_file='lists/supervised_2500.txt',
        annotated=True,
        pipeline=train_pipeline,
    )
)
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
validation = dict(val_dataloader=dict(dataset=dict(pipeline=test_pipeline)))

# Appendix B: Adam, batch size 8, 100 epochs at a constant rate; 2 500 / 8 =
# 312 steps per epoch, 31 200 in all.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=100)
