# Concat-and-localize on Flickr-SoundNet (Sec. 5, Table 5): two test clips side
# by side, the sound of one of them. 1000 samples, both sounds of 500 pairs;
# the list of pairs is drawn with seed 0, written to concat_pairs.txt under
# data_root, and read back from then on. The paper's figures (cIoU / AUC) for
# 144k pretrained: localization 41.6/35.6, potential 30.2/26.4, random
# 20.0/18.5. Beside them `half_acc`, the share of samples with more of the map
# in the sounding half: 50 for whatever does not hear.
#
#   python tools/test.py configs/concat_flickr_soundnet.py \
#       work_dirs/unsup_pretrained_144k/epoch_25.pth --out results.json
#
# For a model of another kind: tools/test.py ITS_CONFIG ITS_CHECKPOINT \
#     --data configs/concat_flickr_soundnet.py
_base_ = ['_base_/default_runtime.py']

data_root = 'data/flickr_soundnet'

# as in training; the weights come from the checkpoint
model = dict(
    type='TwoStepLocalizer',
    # mean and std that the ImageNet weights were trained with, 0..255
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        n_fft=1022,
        hop_length=511,
    ),
    image_backbone=dict(type='VGG11'),
    audio_backbone=dict(type='AudioVGG'),
    potential_head=dict(type='PotentialHead', in_channels=512, channels=512),
    sound_head=dict(
        type='SoundHead', in_channels=128, freq_bins=32, channels=512
    ),
    selection_head=dict(type='SelectionHead', channels=512),
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

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
