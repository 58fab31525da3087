# How EZ-VSL, SLAVC and FNAC look at a clip: the middle 3 s of the sound at
# 16 kHz, the whole frame squashed to 224 x 224. In training the shorter side
# becomes 246 (int(1.1 * 224)) px, of which a square of 224 is taken, mirrored
# half of the time. The releases resample nothing; files of 16 kHz give their
# spectrograms exactly (`mmavloc prepare_data --sample-rate 16000`).
squashed_3s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=3.0, start='middle'),
    dict(
        type='Resize',
        scale=(224, 224),
        interpolation='bicubic',
        backend='pillow',
    ),
    dict(type='PackAVInputs'),
]
cropped_3s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=3.0, start='middle'),
    dict(type='ResizeShorterSide', size=246, interpolation='bicubic'),
    dict(type='RandomCrop', size=224),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs'),
]
