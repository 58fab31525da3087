# Concat-and-localize on SoundingShapes (Sec. 5, Table 5): two test clips side
# by side, the sound of one of them; see configs/concat_flickr_soundnet.py.
#
#   python tools/test.py configs/concat_sounding_shapes.py \
#       work_dirs/sounding_shapes_pretrained/epoch_1.pth --out results.json
_base_ = ['_base_/default_runtime.py']

data_root = 'data/sounding_shapes'

# as in training; the weights come from the checkpoint
model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=511,
    ),
    image_backbone=dict(type='VGG11', base_channels=16),
    audio_backbone=dict(type='AudioVGG', base_channels=8),
    potential_head=dict(
        type='PotentialHead', in_channels=128, channels=128, logit_scale=0.1
    ),
    sound_head=dict(
        type='SoundHead', in_channels=32, freq_bins=32, channels=128
    ),
    selection_head=dict(type='SelectionHead', channels=128),
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

# Four splits in one pass; each clip is scored under its own split's name. The
# last one joins two clips of `test` and plays the sound of one of them.

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
            dict(type='LoadAudio', sample_rate=22050, duration=2.0),
            dict(type='PackAVInputs'),
        ],
    ),
)
test_evaluator = dict(type='ConsensusIoU', protocol='oya')
test_cfg = dict()
