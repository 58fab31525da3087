# The published system on the data of configs/starter/starter.py, to compare
# with it: the loss of Eq. 5 and 6 with one negative a clip, amplitude and
# phase of the sound, P and the audio network as in
# configs/real_squeezenet.py. Pictures, recordings, their random pairing,
# augmentation and steps are the starter's.
#
#   python tools/train.py configs/starter/starter_two_step.py --no-val
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/starter.py',
    '../_base_/models/two_step_squeezenet.py',
]

# at 16 kHz; half the frames of the published hop, for the time
model = dict(data_preprocessor=dict(hop_length=1022))

# 500 clips / 25 * 12 epochs = 240 steps
optim_wrapper = dict(
    type='Bfloat16OptimWrapper', optimizer=dict(type='Adam', lr=1e-4)
)
train_cfg = dict(by_epoch=True, max_epochs=12)
default_hooks = dict(logger=dict(type='LoggerHook', interval=10))
