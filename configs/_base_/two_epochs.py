# The budget of the methods on SoundingShapes: two epochs in bfloat16, where
# the processor has it, and a rate that falls to a twentieth. With a constant
# rate scores change by many points from one step to the next.
optim_wrapper = dict(type='Bfloat16OptimWrapper')
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=2,
    eta_min_ratio=0.05,
    convert_to_iter_based=True,
)
train_cfg = dict(by_epoch=True, max_epochs=2)
