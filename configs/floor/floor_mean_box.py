# The mean of the consensus maps of 2 500 annotated clips of Flickr-SoundNet,
# predicted for every clip: how far it gets to know where people draw boxes.
# `Training` is one look at each annotation.
#
#   python tools/make_lists.py data/flickr_soundnet --supervised 2500
#   python tools/train.py configs/floor/floor_mean_box.py
#   python tools/test.py configs/floor/floor_mean_box.py \
#       work_dirs/floor_mean_box/epoch_1.pth --eval cIoU AUC
_base_ = ['../_base_/default_runtime.py', '../_base_/flickr_soundnet.py']

grid = (224, 224)  # that of the protocol: nothing is resized

# the whole frame, as in the test; pictures are read to be drawn
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]
train_pipeline = [
    *test_pipeline[:-1],
    dict(type='DrawConsensus', size=grid),
    dict(type='PackAVInputs'),
]

model = dict(type='MeanBoxLocalizer', grid=grid)

train_dataloader = dict(
    drop_last=False,  # each clip counts
    sampler=dict(shuffle=False),
    dataset=dict(
        ann_file='lists/supervised_2500.txt',
        annotated=True,
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# MMEngine wants an optimizer; it has nothing to do
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.0))
train_cfg = dict(by_epoch=True, max_epochs=1)
validation = None  # one model, nothing to choose
