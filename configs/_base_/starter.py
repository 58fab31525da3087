# Pictures and recordings of five classes, paired by class, see studies/
# starter.py for the folders. Three splits of joined pictures are tested in
# one pass: held-out pictures and recordings, recordings of another
# collection, and classes that no training saw.
data_root = 'data/starter'
sample_rate = 16000
size = 227
sound = dict(type='LoadAudio', sample_rate=sample_rate, duration=3.0)

test_pipeline = [
    dict(type='LoadImage'),
    sound,
    dict(type='Resize', scale=(size, size), backend='pillow'),
    dict(type='PackAVInputs'),
]
joined_pipeline = [
    dict(type='LoadSideBySide', size=(size, size)),
    sound,
    dict(type='PackAVInputs'),
]
train_pipeline = [
    dict(type='LoadImage'),
    sound,
    # two recordings of the class at once; another pitch, place and room
    dict(type='MixAudio', loader=sound, ratio=(0.0, 15.0), prob=0.3),
    dict(type='SpeedAudio', factor=(0.8, 1.25), prob=0.7),
    dict(type='ShiftAudio'),
    dict(type='RoomAudio', prob=0.3),
    dict(type='NoiseAudio', ratio=(5.0, 40.0), prob=0.7),
    dict(type='GainAudio', gain=(-20.0, 6.0)),
    dict(type='JitterImage', size=size),
    dict(type='PackAVInputs'),
]

train_dataloader = dict(
    batch_size=25,
    num_workers=1,
    persistent_workers=True,
    drop_last=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='ClassPairs',
        data_root=data_root,
        folder='own',
        subset='train',
        per_class=100,
        redraw=True,
        pipeline=train_pipeline,
    ),
)
# split -> folder, subset, clips of a class, samples
tests = dict(
    joined=('own', 'test', 40, 400),
    foreign=('foreign', 'all', 100, 400),
    unheard=('unheard', 'all', 40, 400),
)
test_dataloader = dict(
    batch_size=20,
    num_workers=1,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatDataset',
        datasets=[
            dict(
                type='ConcatAndLocalize',
                data_root=data_root,
                pair_file=f'{split}_pairs.txt',
                num_samples=samples,
                split=split,
                dataset=dict(
                    type='ClassPairs',
                    data_root=data_root,
                    folder=folder,
                    subset=subset,
                    per_class=clips,
                ),
                pipeline=joined_pipeline,
            )
            for split, (folder, subset, clips, samples) in tests.items()
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', metric=['half_acc'], protocol='oya')
test_cfg = dict()
