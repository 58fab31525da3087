# Pipelines of EZ-VSL, SLAVC and FNAC: the middle 3 s of audio at 16 kHz, and
# the whole image resized to 224 x 224. In training the shorter side is resized
# to 246 (int(1.1 * 224)) px, and a random square of 224 px is cropped and
# flipped with probability 0.5. The released code does not resample; files of
# 16 kHz give exactly its spectrograms (`mmavloc prepare_data --sample-rate
# 16000`).
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
