# Your own training clips, with images of 227 px for a SqueezeNet. If the
# folder has a test list, its clips are excluded from training. Half of the
# clips are joined with another, for pictures of one object.
data_root = 'data/media_folder'

train_pipeline = [
    dict(type='LoadSideBySide'),
    dict(type='LoadAudio', sample_rate=22050, duration=2.5, random_start=True),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='RandomCrop', size=227),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
# the pipeline of tests and of `mmavloc localize`
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=5.0),
    dict(type='Resize', scale=(227, 227), backend='pillow'),
    dict(type='PackAVInputs'),
]
train_dataloader = dict(
    batch_size=8,  # as in the paper; an epoch needs at least as many clips
    num_workers=2,
    persistent_workers=True,
    drop_last=True,  # a batch of one clip has no non-matching pair
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='JoinedClips',
        dataset=dict(
            type='MediaFolder',
            data_root=data_root,
            ann_file='train.txt',
            disjoint_from=['test.txt'],
        ),
        pipeline=train_pipeline,
    ),
)
