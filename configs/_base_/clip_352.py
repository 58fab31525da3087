# How ACL-SSL looks at a clip: the first 10 s of the first channel at 16 kHz,
# filled with zeros, the whole frame squashed to 352 x 352. In training 352 of
# 387 pixels are taken, mirrored half of the time.
squashed_352 = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=10.0,
        channel='first',
        fill='zero',
    ),
    dict(
        type='Resize',
        scale=(352, 352),
        interpolation='bicubic',
        backend='pillow',
    ),
    dict(type='PackAVInputs'),
]
cropped_352 = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=10.0,
        channel='first',
        fill='zero',
    ),
    dict(
        type='Resize',
        scale=(387, 387),
        interpolation='bicubic',
        backend='pillow',
    ),
    dict(type='RandomCrop', size=352),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
