# The mean consensus map of 600 annotated clips of SoundingShapes, see
# floor_mean_box.py.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/floor/floor_mean_box_sounding_shapes.py
#   python tools/test.py configs/floor/floor_mean_box_sounding_shapes.py \
#       work_dirs/floor_mean_box_sounding_shapes/epoch_1.pth --eval cIoU AUC
_base_ = ['../_base_/default_runtime.py', '../_base_/sounding_shapes.py']

grid = (224, 224)  # the grid of the protocol, so that nothing is resized

model = dict(type='MeanBoxLocalizer', grid=grid)

train_dataloader = dict(
    drop_last=False,  # use every clip
    sampler=dict(shuffle=False),
    dataset=dict(
        ann_file='supervised.txt',
        annotated=True,
        pipeline=[
            dict(type='LoadImage'),
            dict(type='DrawConsensus', size=grid),
            dict(type='PackAVInputs'),
        ],
    ),
)

# MMEngine requires an optimizer; it changes nothing
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.0))
train_cfg = dict(by_epoch=True, max_epochs=1)
validation = None  # a single checkpoint: nothing to select
