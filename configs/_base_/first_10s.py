# Pipelines of LVS: the first 10 s of audio at 16 kHz, and the central square
# of the image. In training the shorter side is resized to 246 (int(1.1 * 224))
# px, and a random square of 224 px is cropped and flipped with probability
# 0.5. The released code does not resample; files of 16 kHz give exactly its
# spectrograms (`mmavloc prepare_data --sample-rate 16000`).
centred_10s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=16000, duration=10.0),
    dict(type='ResizeShorterSide', size=224, interpolation='bicubic'),
    # the released code keeps boxes as fractions of the whole image: 'keep'
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
