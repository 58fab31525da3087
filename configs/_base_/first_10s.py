# How LVS looks at a clip: the first 10 s of the sound at 16 kHz, the square in
# the middle of the frame. In training the shorter side becomes 246
# (int(1.1 * 224)) px, of which a square of 224 is taken, mirrored half of the
# time. The release resamples nothing; files of 16 kHz give its spectrograms
# exactly (`mmavloc prepare_data --sample-rate 16000`).
centred_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='ResizeShorterSide', size=224, interpolation='bicubic'),
    # the release keeps boxes as fractions of the whole frame: boxes='keep'
    dict(type='CenterCrop', size=224, boxes='crop'),
    dict(type='PackAVInputs'),
]
cropped_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='ResizeShorterSide', size=246, interpolation='bicubic'),
    dict(type='RandomCrop', size=224),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
