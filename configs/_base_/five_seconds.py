# How Two-stage looks at a clip: the whole frame squashed to 256 x 256; 5 s of
# sound at 22050 Hz in training, in testing all of it, divided by its peak, so
# that a batch is one clip. groups.json holds what pretrained taggers find in
# each clip, see LoadGroups.
whole_256 = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=None),
    dict(type='ScaleAudio', rule='peak'),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='PackAVInputs'),
]
flipped_5s = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=5.0),
    dict(type='LoadGroups', path='data/groups.json'),
    dict(type='Resize', scale=(256, 256), backend='pillow'),
    dict(type='FlipImage', prob=0.5),
    dict(type='PackAVInputs', input_keys=('audio_groups', 'image_groups')),
]
