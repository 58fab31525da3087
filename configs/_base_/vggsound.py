# VGGSound for training and VGG-SS for testing, two data roots in one folder,
# made by tools/prepare_data.py. Clips of VGG-SS have the ids of VGGSound and
# must not be in the training list. Training crops 224 px of the 256 px image;
# testing resizes the whole image to 224 px. There is no validation list,
# because all annotated clips are tested.
data_root = 'data'

train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='RandomCrop', size=224),
    dict(type='PackAVInputs'),
]
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    drop_last=True,  # a batch of one clip has no non-matching pair
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    # Each experiment's config sets ann_file and subset_size. A list that does
    # not exist is drawn from the ids on disk, without annotated ones.
    dataset=dict(
        type='VGGSound',
        data_root=f'{data_root}/vggsound',
        disjoint_from=['../vggss/test.txt'],
        pipeline=train_pipeline,
    ),
)
test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    persistent_workers=True,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='VGGSS',
        data_root=f'{data_root}/vggss',
        ann_file='test.txt',
        test_mode=True,
        pipeline=test_pipeline,
    ),
)
# for one ground truth per clip the same as `mmavloc`, which docs/protocols.md
# recommends
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
