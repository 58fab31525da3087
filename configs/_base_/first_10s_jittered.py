# Pipelines of SSL-TIE: as LVS in the test, with strong image augmentation in
# training.
centred_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='ResizeShorterSide', size=224, interpolation='bicubic'),
    # the released code keeps boxes as fractions of the whole image: 'keep'
    dict(type='CenterCrop', size=224, boxes='crop'),
    dict(type='PackAVInputs'),
]
jittered_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='JitterImage', size=224, area=(0.3, 1.0)),
    dict(type='PackAVInputs'),
]
