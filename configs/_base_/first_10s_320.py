# How Senocak et al. look at a clip: the first 10 s of the first channel at
# 22050 Hz, which give SoundNet one step; the whole frame squashed to
# 320 x 320.
squashed_320 = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0, channel='first'),
    dict(
        type='Resize',
        scale=(320, 320),
        interpolation='bilinear',
        backend='pillow',
    ),
    dict(type='PackAVInputs'),
]
