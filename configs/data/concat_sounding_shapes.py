# Concat-and-localize on SoundingShapes (Sec. 5, Table 5): two test clips side
# by side with the audio of one of them; see concat_flickr_soundnet.py.
#
#   python tools/test.py configs/sounding_shapes_pretrained.py \
#       work_dirs/sounding_shapes_pretrained/last.pth \
#       --data configs/data/concat_sounding_shapes.py --out results.json
default_scope = 'mmavloc'

data_root = 'data/sounding_shapes'

test_dataloader = dict(
    batch_size=25,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatAndLocalize',
        data_root=data_root,
        pair_file='concat_pairs_1000.txt',
        num_samples=1000,
        seed=0,
        dataset=dict(
            type='SoundingShapes',
            data_root=data_root,
            ann_file='test.txt',
            annotated=True,
        ),
        pipeline=[
            dict(type='LoadSideBySide', size=(192, 192)),
            dict(type='LoadAudio', sample_rate=22050, duration=1.0),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
