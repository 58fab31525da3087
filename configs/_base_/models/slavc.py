# SLAVC's model (Mo and Morgado, NeurIPS 2022), as configs/slavc/ train and
# test it on real clips: EZ-VSL's model with two projections, momentum
# encoders, a dropout of 0.9 on image features, and another loss.
_base_ = ['ezvsl.py']

model = dict(
    type='SLAVCLocalizer',
    map_head=dict(project='two', image_dropout=0.9, sound_dropout=0.0),
    loss=dict(_delete_=True, type='LocalizedMomentumLoss', temperature=0.03),
    momentum=0.999,
    # The published tests use the trained encoders; the scores printed during
    # the training use the momentum encoders ('twin').
    predict_with='trained',
)
