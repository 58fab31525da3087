# Base of the test-data configs: clips of one data root that was made by
# prepare_data.py, with images resized to 224 px. A config adds data_root, and
# the type and root of the data set. It is given to tools/test.py as --data.
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
# If all boxes of a clip are one ground truth, `oya` and `mmavloc` (recommended
# in docs/protocols.md) are the same rule; they differ for several annotators.
# `oya` is used as in the other configs. Published scores on these data sets
# use other protocols, such as --protocol oya lvs ezvsl.
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
