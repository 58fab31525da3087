# SoundingShapes, made by tools/make_sounding_shapes.py in Flickr-SoundNet's
# layout and read by the same transforms. Training crops 176 of the 192-pixel
# scene; testing takes it whole.
data_root = 'data/sounding_shapes'

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='RandomCrop', size=176),  # of 192
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='PackAVInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=2,
    persistent_workers=True,
    drop_last=True,  # a batch of one clip has no pair that does not match
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='SoundingShapes',
        data_root=data_root,
        ann_file='train.txt',
        disjoint_from=['val.txt', 'test.txt', 'type_a.txt', 'type_b.txt'],
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(
    batch_size=25,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='SoundingShapes',
        data_root=data_root,
        ann_file='test.txt',
        test_mode=True,
        pipeline=test_pipeline,
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()

# Scored by tools/train.py after each epoch; the checkpoint that scores best is
# kept besides the newest ones.
validation = dict(
    val_dataloader=dict(
        batch_size=25,
        num_workers=2,
        collate_fn=dict(type='mmavloc.collate_clips'),
        sampler=dict(type='DefaultSampler', shuffle=False),
        dataset=dict(
            type='SoundingShapes',
            data_root=data_root,
            ann_file='val.txt',
            test_mode=True,
            pipeline=test_pipeline,
        ),
    ),
    val_evaluator=[
        dict(
            type='ConsensusIoU',
            protocol='oya',
            metric=['cIoU', 'AUC'],
            floors=[],
        ),
        dict(type='PotentialLift'),  # warns of a P that is flat
    ],
    val_cfg=dict(),
)
