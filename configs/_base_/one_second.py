# How DMC looks at a clip: the first second of the sound at 16 kHz, the whole
# frame squashed to 224 x 224. In training the colours change, and 224 of 256
# pixels are taken, mirrored half of the time.
squashed_1s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(
        type='Resize',
        scale=(224, 224),
        interpolation='bilinear',
        backend='pillow',
    ),
    dict(type='PackAVInputs'),
]
recoloured_1s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=1.0),
    dict(type='FlipImage', prob=0.5),
    dict(type='ColourImage', brightness=0.3, saturation=0.3),
    dict(
        type='Resize',
        scale=(256, 256),
        interpolation='bilinear',
        backend='pillow',
    ),
    dict(type='RandomCrop', size=224),
    dict(type='PackAVInputs'),
]
