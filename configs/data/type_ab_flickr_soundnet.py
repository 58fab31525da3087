# Type A and Type B (Sec. 4.3, Table 4): clips in which all objects that can
# sound do, and clips in which only some of them do. The paper's 30 + 30 clips
# are not published. List your clips in types.txt under data_root, one line
# "<id> A" or "<id> B" per clip, and the same ids in types_ids.txt, and put the
# boxes of one annotator into annotation/. With one annotator the consensus IoU
# is the plain IoU. The paper reports (IoU / AUC) for 144k pretrained: type A
# 58.5/49.6 localization, 55.7/48.3 potential; type B 44.5/38.0 and 31.9/27.2.
#
#   python tools/test.py configs/unsup_pretrained_144k.py \
#       work_dirs/unsup_pretrained_144k/epoch_25.pth \
#       --data configs/data/type_ab_flickr_soundnet.py --out results.json
default_scope = 'mmavloc'

data_root = 'data/flickr_soundnet'

test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='TypeAB',
        data_root=data_root,
        ann_file='types.txt',
        dataset=dict(
            type='FlickrSoundNet',
            data_root=data_root,
            ann_file='types_ids.txt',
            annotated=True,
        ),
        pipeline=[
            dict(type='LoadImage'),
            dict(type='LoadAudio', sample_rate=22050, duration=10.0),
            dict(type='Resize', scale=(224, 224), backend='pillow'),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
