# The two-step system on a folder of your own clips, prepared by
# `tools/prepare_data.py folder`: the model and training of
# configs/real_squeezenet_sigmoid.py, small enough for a CPU; docs/real.md has
# its results on photographs. It needs ImageNet weights of SqueezeNet 1.0 (a
# state dict with torchvision's parameter names). No results are known for your
# clips: test on those that have boxes, or on a public data set.
#
#   python tools/train.py configs/folder_squeezenet.py --data-root data/mine
#   python tools/test.py configs/folder_squeezenet.py \
#       work_dirs/folder_squeezenet/epoch_10.pth \
#       --data configs/data/media_folder.py --data-root data/mine
_base_ = [
    '_base_/default_runtime.py',
    '_base_/media_folder.py',
    '_base_/models/two_step_squeezenet.py',
]

# He initialisation with zero biases, as in configs/demo.py
he = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')

model = dict(
    data_preprocessor=dict(hop_length=1022),
    potential_head=dict(
        logits='log_sigmoid',
        slope=40.0,
        logit_scale=0.5,
        test_shift=0.1,
        init_cfg=he,
    ),
    sound_head=dict(init_cfg=he),
    loss=dict(negatives='all', power=8.0),
)

# 1 000 clips / 8 = 125 steps per epoch
optim_wrapper = dict(
    type='Bfloat16OptimWrapper', optimizer=dict(type='Adam', lr=5e-4)
)
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=10,
    eta_min_ratio=0.05,
    convert_to_iter_based=True,
)
train_cfg = dict(by_epoch=True, max_epochs=10)
