# What the concat configs of prepared data share: two test clips side by side,
# the sound of one of them (Sec. 5 of the paper). 1000 samples, both sounds of
# 500 pairs, drawn with seed 0 and written to concat_pairs.txt under data_root.
# A config adds data_root, and the type and root of the clips; it is given to
# tools/test.py as --data. Two clips may be of one kind of source, or of one
# video: then it cannot be decided which half is heard.
default_scope = 'mmavloc'

test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatAndLocalize',
        pair_file='concat_pairs.txt',
        num_samples=1000,
        seed=0,
        dataset=dict(ann_file='test.txt', annotated=True),
        pipeline=[
            dict(type='LoadSideBySide', size=(256, 256)),
            dict(type='LoadAudio', sample_rate=22050, duration=10.0),
            dict(type='Resize', scale=(224, 224), backend='pillow'),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
