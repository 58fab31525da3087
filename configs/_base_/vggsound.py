# VGGSound to train on and VGG-SS to test on, two roots in one folder, made by
# tools/prepare_data.py. Clips of VGG-SS have the ids of VGGSound and must not
# be trained on. Training crops 224 of the 256-pixel frame; testing squeezes
# the whole frame to 224. There is no validation list: all boxes are tested.
data_root = 'data'

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='RandomCrop', size=224),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    drop_last=True,  # a batch of one clip has no pair that does not match
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    # ann_file and subset_size: in each experiment's own config. A list that
    # is not there yet is drawn from the ids on disk, without annotated ones.
    dataset=dict(
        type='VGGSound',
        data_root=f'{data_root}/vggsound',
        disjoint_from=['../vggss/test.txt'],
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='VGGSS',
        data_root=f'{data_root}/vggss',
        ann_file='test.txt',
        test_mode=True,
        pipeline=test_pipeline,
    ),
)
# on one truth per clip the same as `mmavloc`, which docs/protocols.md
# recommends
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
