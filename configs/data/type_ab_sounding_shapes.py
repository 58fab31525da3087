# Type A and Type B on SoundingShapes (Sec. 4.3, Table 4), the boxes of the
# first annotator; see configs/data/type_ab_flickr_soundnet.py.
#
#   python tools/test.py configs/sounding_shapes_pretrained.py \
#       work_dirs/sounding_shapes_pretrained/last.pth \
#       --data configs/data/type_ab_sounding_shapes.py --out results.json
default_scope = 'mmavloc'

data_root = 'data/sounding_shapes'

test_dataloader = dict(
    batch_size=25,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='TypeAB',
        data_root=data_root,
        ann_file='types.txt',  # written by the generator
        dataset=dict(
            type='ConcatDataset',
            datasets=[
                dict(
                    type='SoundingShapes',
                    data_root=data_root,
                    ann_file=f'{split}.txt',
                    annotated=True,
                )
                for split in ('type_a', 'type_b')
            ],
        ),
        pipeline=[
            dict(type='LoadImage'),
            dict(type='LoadAudio', sample_rate=22050, duration=1.0),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
