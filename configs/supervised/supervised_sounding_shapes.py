# The supervised U-Net of Table 2 on SoundingShapes, trained on images and on
# the boxes of 600 clips. It has five epochs from random weights: a step takes
# 0.5 s of CPU time in bfloat16 and 1.5 s in float32.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/supervised/supervised_sounding_shapes.py
#   python tools/test.py configs/supervised/supervised_sounding_shapes.py \
#       work_dirs/supervised_sounding_shapes/epoch_5.pth --eval cIoU AUC
_base_ = ['../_base_/default_runtime.py', '../_base_/sounding_shapes.py']

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='RandomCrop', size=160),  # of 192; a multiple of 32
    dict(type='FlipImage', prob=0.5),
    dict(type='DrawConsensus'),
    dict(type='PackAVInputs'),
]

model = dict(
    type='SupervisedLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
    ),
    # from random weights; a decoder with half of the library's channels makes
    # a step a quarter faster
    network=dict(
        type='UNet',
        encoder='resnet34',
        decoder_channels=(128, 64, 32, 16, 16),  # 256, 128, 64, 32, 16
    ),
    loss=dict(type='DiceLoss', eps=1.0),
)

# The test data are those of the other configs; their audio is loaded but not
# used.
train_dataloader = dict(
    dataset=dict(
        ann_file='supervised.txt', annotated=True, pipeline=train_pipeline
    )
)

# 600 clips / 8 = 75 steps an epoch; the paper's rate is 1e-4, for 31 200
# steps instead of 375
optim_wrapper = dict(
    type='Bfloat16OptimWrapper', optimizer=dict(type='Adam', lr=1e-3)
)
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=5,
    eta_min_ratio=0.02,
    convert_to_iter_based=True,
)
train_cfg = dict(by_epoch=True, max_epochs=5)
