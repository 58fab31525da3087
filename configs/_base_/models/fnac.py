# FNAC's model (Sun et al., CVPR 2023), as configs/fnac/ train and test it on
# real clips: EZ-VSL's model with spectrogram masking, a dropout of 0.9 on
# image features, and another loss.
_base_ = ['ezvsl.py']

model = dict(
    data_preprocessor=dict(
        # Bands of up to 9 bins or frames are set to 0, which is a high level.
        # 'mixed': the released code confuses the axes when it draws positions.
        augment=dict(
            type='BandMask',
            freq_width=10,
            time_width=10,
            fill=0.0,
            axes='mixed',
        ),
    ),
    map_head=dict(image_dropout=0.9, sound_dropout=0.0),
    loss=dict(
        _delete_=True,
        type='FalseNegativeLoss',
        temperature=0.03,
        foreground_threshold=0.6,
        weights=(100.0, 100.0, 100.0),
        warmup_epochs=5,
    ),
)
