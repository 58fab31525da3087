# Base of the concat configs of prepared data: two test clips side by side with
# the audio of one of them (Sec. 5 of the paper). The 1000 samples are 500
# pairs, each with the audio of either clip; the pairs are drawn with seed 0
# and written to concat_pairs.txt under data_root. A config adds data_root, and
# the type and root of the clips. It is given to tools/test.py as --data. If
# both clips show the same kind of source, or are from one video, the sounding
# half cannot be decided.
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
