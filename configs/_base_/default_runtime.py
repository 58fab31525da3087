# Base of all configs. Of these settings only `randomness` changes results.
default_scope = 'mmavloc'

default_hooks = dict(
    # losses are read when they are printed, not in each step
    runtime_info=dict(type='DeferredLossLoggingHook'),
    timer=dict(type='IterTimerHook'),
    # prints the losses, the data and step times, and the time left
    logger=dict(type='LoggerHook', interval=50),
    param_scheduler=dict(type='ParamSchedulerHook'),
    # keeps the newest three; results are reported for the last epoch
    checkpoint=dict(type='CheckpointHook', interval=1, max_keep_ckpts=3),
    # a new order of clips in each epoch, also with several processes
    sampler_seed=dict(type='DistSamplerSeedHook'),
)
custom_hooks = [
    dict(type='NonEmptyLoaderHook'),  # refuse a training without a batch
    dict(type='FiniteLossHook'),  # stop at NaN and name the clips
    dict(type='MatchingCheckpointHook'),  # refuse another model's weights
    dict(type='SkippedClipsHook'),  # list skipped clips
]

env_cfg = dict(
    cudnn_benchmark=True,  # inputs have one size
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
    dist_cfg=dict(backend='nccl'),
)
randomness = dict(seed=0)

# scalars go to <work_dir>/<time>/vis_data/scalars.json; `mmavloc plot_curve`
visualizer = dict(
    type='AVVisualizer', vis_backends=[dict(type='LocalVisBackend')]
)
log_processor = dict(by_epoch=True, window_size=50)
log_level = 'INFO'
load_from = None
resume = False
