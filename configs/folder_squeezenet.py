# The two-step system on a folder of your own clips, prepared by
# `tools/prepare_data.py folder`: the model of configs/real_squeezenet.py,
# small enough for a CPU. It needs ImageNet weights of SqueezeNet 1.0 (a state
# dict with torchvision's parameter names). No results are known for your
# clips: test on those that have boxes, or on a public data set.
#
#   python tools/train.py configs/folder_squeezenet.py --data-root data/mine
#   python tools/test.py configs/folder_squeezenet.py \
#       work_dirs/folder_squeezenet/epoch_6.pth \
#       --data configs/data/media_folder.py --data-root data/mine
_base_ = [
    '_base_/default_runtime.py',
    '_base_/media_folder.py',
    '_base_/models/two_step_squeezenet.py',
]

# 1 000 clips / 8 = 125 steps per epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=6)
