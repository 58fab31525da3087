# Concat-and-localize on Flickr-SoundNet (Sec. 5, Table 5): two test clips side
# by side with the audio of one of them. The 1000 samples are 500 pairs, each
# with the audio of either clip. The list of pairs is drawn once with seed 0,
# written to concat_pairs.txt under data_root, and then reused. The paper
# reports (cIoU / AUC) for 144k pretrained: localization 41.6/35.6, potential
# 30.2/26.4, random 20.0/18.5. `half_acc` is the share of samples with more of
# the map in the sounding half: 50 for a map that ignores the audio.
#
#   python tools/test.py configs/unsup_pretrained_144k.py \
#       work_dirs/unsup_pretrained_144k/epoch_25.pth \
#       --data configs/data/concat_flickr_soundnet.py --out results.json
default_scope = 'mmavloc'

data_root = 'data/flickr_soundnet'

test_dataloader = dict(
    batch_size=8,
    num_workers=4,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatAndLocalize',
        data_root=data_root,
        pair_file='concat_pairs.txt',
        num_samples=1000,
        seed=0,
        dataset=dict(
            type='FlickrSoundNet',
            data_root=data_root,
            ann_file='test.txt',
            annotated=True,
        ),
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
