# A folder of real clips in the layout of Flickr-SoundNet, with images of 227
# px for a SqueezeNet. Two splits are tested in one pass: single clips, and two
# clips side by side with the audio of one.
data_root = 'data/real'

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=2.5, random_start=True),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='RandomCrop', size=227),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=5.0),
    dict(type='Resize', scale=(227, 227), backend='pillow'),
    dict(type='PackAVInputs'),
]

train_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    drop_last=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='FlickrSoundNet',
        data_root=data_root,
        ann_file='train.txt',
        disjoint_from=['test.txt'],
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(
    batch_size=16,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatDataset',
        datasets=[
            dict(
                type='FlickrSoundNet',
                data_root=data_root,
                ann_file='test.txt',
                test_mode=True,
                pipeline=test_pipeline,
            ),
            # two of these clips side by side with the audio of one of them
            dict(
                type='ConcatAndLocalize',
                data_root=data_root,
                pair_file='concat_pairs.txt',
                num_samples=400,
                dataset=dict(
                    type='FlickrSoundNet',
                    data_root=data_root,
                    ann_file='test.txt',
                    annotated=True,
                ),
                pipeline=[
                    dict(type='LoadSideBySide', size=(227, 227)),
                    test_pipeline[1],
                    test_pipeline[-1],
                ],
            ),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
