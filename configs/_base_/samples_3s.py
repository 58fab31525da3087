# Pipelines of SSLalign: samples 56000 to 104000 of 10 s of audio at 16 kHz,
# and the whole image resized to 224 x 224 as a tensor. Training uses two views
# of the image: a crop, and one with strong augmentation. The released code
# does not resample and uses the same samples at every rate.
tensor_3s = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=10.0,
        samples=(56_000, 104_000),
    ),
    # older versions of torchvision did not antialias tensors: antialias=False
    dict(type='ResizeTensor', scale=(224, 224), antialias=True),
    dict(type='PackAVInputs'),
]
views_3s = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=10.0,
        samples=(56_000, 104_000),
    ),
    dict(
        type='MakeViews',
        transforms=[
            dict(type='ResizeShorterSide', size=246, interpolation='bicubic'),
            dict(type='RandomCrop', size=224),
            dict(type='FlipImage', prob=0.5),
        ],
        second=[dict(type='JitterImage', size=224)],
    ),
    dict(type='PackAVInputs'),
]
