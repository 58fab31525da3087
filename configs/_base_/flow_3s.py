# How Hear the Flow looks at a clip: 3 s of sound at 22050 Hz, the first ones
# in training, those in the middle of its whole seconds in testing; the whole
# frame squashed to 224 x 224, its optical flow along with it.
squashed_flow = [
    dict(type='LoadImage'),
    # for a sound under 3 s the start counts from its end; 'middle' does not
    dict(
        type='LoadAudio',
        sample_rate=22050,
        duration=3.0,
        start='middle_wrapped',
    ),
    dict(type='LoadFlow'),
    dict(
        type='Resize',
        scale=(224, 224),
        interpolation='bicubic',
        backend='pillow',
    ),
    dict(type='PackAVInputs', input_keys=('flow',)),
]
cropped_flow = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=3.0),
    dict(type='LoadFlow'),
    dict(type='ResizeShorterSide', size=246, interpolation='bicubic'),
    dict(type='RandomCrop', size=224),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs', input_keys=('flow',)),
]
