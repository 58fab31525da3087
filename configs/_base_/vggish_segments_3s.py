# How SACL looks at a clip: the middle 3 s of the sound at 16 kHz, scaled by
# its extremes, the whole frame squashed to 224 x 224. In training two views: a
# square of 224 of 246 px, mirrored half of the time, with changed colours; the
# segments of the frame move along.
squashed_vggish = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=3.0,
        start='middle_tiled',
    ),
    dict(type='ScaleAudio', rule='min_max'),
    dict(
        type='Resize',
        scale=(224, 224),
        interpolation='bicubic',
        backend='pillow',
    ),
    dict(type='PackAVInputs'),
]
segmented_3s = [
    dict(type='LoadImage'),
    dict(
        type='LoadAudio',
        sample_rate=16000,
        duration=3.0,
        start='middle_tiled',
    ),
    dict(type='ScaleAudio', rule='min_max'),
    # 'bicubic', as released, invents labels between segments; 'nearest' not.
    # Felzenszwalb's method needs scikit-image; method='grid' does not.
    dict(type='MakeSegments', method='felzenszwalb', interpolation='bicubic'),
    dict(
        type='MakeViews',
        along=('segments',),
        transforms=[
            dict(
                type='Resize',
                scale=(246, 246),
                interpolation='bicubic',
                backend='pillow',
            ),
            dict(type='RandomCrop', size=224),
            dict(type='FlipImage', prob=0.5),
            dict(
                type='ColourImage',
                brightness=0.4,
                contrast=0.4,
                saturation=0.4,
                hue=0.1,
                prob=0.8,
                grey=0.2,
                blur=0.5,
            ),
        ],
    ),
    dict(type='PackAVInputs', input_keys=('segments', 'view_segments')),
]
