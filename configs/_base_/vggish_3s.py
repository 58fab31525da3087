# How SSPL looks at a clip: the middle 3 s of the sound at 16 kHz, scaled by
# its extremes, the square in the middle of the frame. In training two views:
# the shorter side becomes 246 px, of which a square of 224 is taken, mirrored
# half of the time.
centred_3s = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=3.0,
        start='middle_tiled',
    ),
    dict(type='ScaleAudio', rule='min_max'),
    dict(type='ResizeShorterSide', size=224, interpolation='bicubic'),
    # the release keeps boxes as fractions of the whole frame: boxes='keep'
    dict(type='CenterCrop', size=224, boxes='crop'),
    dict(type='PackAVInputs'),
]
viewed_3s = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=3.0,
        start='middle_tiled',
    ),
    dict(type='ScaleAudio', rule='min_max'),
    dict(
        type='MakeViews',
        transforms=[
            dict(type='ResizeShorterSide', size=246, interpolation='bicubic'),
            dict(type='RandomCrop', size=224),
            dict(type='FlipImage', prob=0.5),
        ],
    ),
    dict(type='PackAVInputs'),
]
