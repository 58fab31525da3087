# The two-step system on a folder of real clips in the layout of
# Flickr-SoundNet, small enough for an hour on two CPU cores: a frozen
# SqueezeNet with ImageNet weights, and an audio network of half the paper's
# width. docs/real.md reports the results.
#
#   python tools/train.py configs/real_squeezenet.py
#   python tools/test.py configs/real_squeezenet.py \
#       work_dirs/real_squeezenet/epoch_6.pth --out results.json
_base_ = [
    '_base_/default_runtime.py',
    '_base_/real.py',
    '_base_/models/two_step_squeezenet.py',
]

# 1 184 clips / 32 = 37 steps per epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=6)
