# The mean of the consensus maps of 2 500 annotated clips of Flickr-SoundNet,
# predicted for every clip. Its score shows how much the usual positions of
# boxes explain. The training reads each annotation once.
#
#   python tools/make_lists.py data/flickr_soundnet --supervised 2500
#   python tools/train.py configs/floor/floor_mean_box.py
#   python tools/test.py configs/floor/floor_mean_box.py \
#       work_dirs/floor_mean_box/epoch_1.pth --eval cIoU AUC
_base_ = ['../_base_/default_runtime.py', '../_base_/flickr_soundnet.py']

grid = (224, 224)  # the grid of the protocol, so that nothing is resized

# the whole image, as in the test; images are loaded for drawing
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
    drop_last=False,  # use every clip
    sampler=dict(shuffle=False),
    dataset=dict(
        ann_file='lists/supervised_2500.txt',
        annotated=True,
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# MMEngine requires an optimizer; it changes nothing
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.0))
train_cfg = dict(by_epoch=True, max_epochs=1)
validation = None  # a single checkpoint: nothing to select
