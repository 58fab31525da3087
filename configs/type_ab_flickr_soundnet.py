# Type A and Type B (Sec. 4.3, Table 4): clips in which all that could sound
# does, and clips in which only some of it does. The paper's 30 + 30 clips were
# never published; put yours into types.txt under data_root, a line "<id> A" or
# "<id> B" each, the same ids into types_ids.txt, and one annotator's boxes
# into annotation/. With one annotator the consensus IoU is the plain IoU. The
# paper's figures (IoU / AUC) for 144k pretrained: type A 58.5/49.6
# localization, 55.7/48.3 potential; type B 44.5/38.0 and 31.9/27.2.
#
#   python tools/test.py configs/type_ab_flickr_soundnet.py \
#       work_dirs/unsup_pretrained_144k/epoch_25.pth --out results.json
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
