# What the test-data configs share: clips of one data root that prepare_data.py
# made, each picture squeezed to 224. A config adds data_root and the dataset's
# type and root, and is given to tools/test.py as --data.
default_scope = 'mmavloc'

test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]
test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(ann_file='test.txt', test_mode=True, pipeline=test_pipeline),
)
# Where all boxes of a clip are one truth, `oya` and `mmavloc`, which
# docs/protocols.md recommends, are the same rule: they differ in what several
# annotators make. So `oya`, which stands in every other table here. Published
# numbers of these sets are by others: say --protocol oya lvs ezvsl.
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
