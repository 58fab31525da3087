# Flickr-SoundNet: image/<id>.jpg, audio/<id>.wav, annotation/<id>.xml and id
# lists under data_root. Training crops 224 px of the 256 px image. Testing
# resizes the whole image to 224 px, so that no box is lost.
data_root = 'data/flickr_soundnet'

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
        type='FlickrSoundNet',
        data_root=data_root,
        disjoint_from=['test.txt'],
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
        type='FlickrSoundNet',
        data_root=data_root,
        ann_file='test.txt',  # the 250 ids of Senocak et al.
        test_mode=True,
        pipeline=test_pipeline,
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()

# If this list exists, tools/train.py scores its clips after each epoch and
# keeps the best checkpoint. It is not part of the data set; draw it with
# `tools/make_lists.py data/flickr_soundnet --val 200`.
validation = dict(
    val_dataloader=dict(
        batch_size=8,
        num_workers=4,
        persistent_workers=True,
        collate_fn=dict(type='mmavloc.collate_clips'),
        sampler=dict(type='DefaultSampler', shuffle=False),
        dataset=dict(
            type='FlickrSoundNet',
            data_root=data_root,
            ann_file='lists/val_200.txt',
            test_mode=True,
            pipeline=test_pipeline,
        ),
    ),
    val_evaluator=dict(
        type='ConsensusIoU', protocol='oya', metric=['cIoU', 'AUC'], floors=[]
    ),
    val_cfg=dict(),
)
