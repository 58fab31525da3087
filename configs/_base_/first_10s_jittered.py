# How SSL-TIE looks at a clip: as LVS in testing; in training with strong
# changes of the picture.
centred_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='ResizeShorterSide', size=224, interpolation='bicubic'),
    # the release keeps boxes as fractions of the whole frame: boxes='keep'
    dict(type='CenterCrop', size=224, boxes='crop'),
    dict(type='PackAVInputs'),
]
jittered_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='JitterImage', size=224, area=(0.3, 1.0)),
    dict(type='PackAVInputs'),
]
