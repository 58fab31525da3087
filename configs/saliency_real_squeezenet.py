# The saliency baseline on a folder of real clips in Flickr-SoundNet's layout:
# Grad-CAM of a SqueezeNet trained on ImageNet (a state dict in torchvision's
# naming, inputs RGB 0..255 minus 123, 117, 104), maximum over the N likeliest
# of its 1000 classes (Eq. A1), on the clips of configs/real_squeezenet.py.
# Nothing is trained and no sound is read.
#
#   python tools/test.py configs/saliency_real_squeezenet.py --out results.json
#
# A picture takes a CPU core 0.4 s per 100 classes, and these are 608; a tenth
# of the time goes with --cfg-options 'model.sweep=(1,10,20,50,100)'.
_base_ = ['_base_/default_runtime.py']

data_root = 'data/real'
sweep = (1, 10, 20, 50, 100, 200, 500, 1000)

model = dict(
    type='SaliencyLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.0, 117.0, 104.0],
        std=[1.0, 1.0, 1.0],
    ),
    classifier=dict(
        type='TorchvisionClassifier',
        model_name='squeezenet1_0',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/squeezenet1_0_imagenet.pth',
        ),
    ),
    layer='net.features.12',  # the last Fire module: 13 x 13 cells of 227 px
    top_n=100,
    sweep=sweep,
)

test_pipeline = [
    dict(type='LoadImage'),
    dict(type='Resize', scale=(227, 227), backend='pillow'),
    dict(type='PackAVInputs'),
]
test_dataloader = dict(
    batch_size=16,
    num_workers=2,
    collate_fn=dict(type='mmavloc.collate_clips'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='ConcatDataset',
        datasets=[
            dict(
                type='FlickrSoundNet',
                data_root=data_root,
                ann_file='test.txt',
                test_mode=True,
                pipeline=test_pipeline,
            ),
            # two of these clips side by side; the sound that would tell
            # which one is meant is not read
            dict(
                type='ConcatAndLocalize',
                data_root=data_root,
                pair_file='concat_pairs.txt',
                num_samples=400,
                dataset=dict(
                    type='FlickrSoundNet',
                    data_root=data_root,
                    ann_file='test.txt',
                    annotated=True,
                ),
                pipeline=[
                    dict(type='LoadSideBySide', size=(227, 227)),
                    dict(type='PackAVInputs'),
                ],
            ),
        ],
    ),
)
test_evaluator = dict(
    type='ConsensusIoU',
    protocol='oya',
    maps=('localization', *[f'top{n}' for n in sweep]),
)
test_cfg = dict()
