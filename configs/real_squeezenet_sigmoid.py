# configs/real_squeezenet.py with the heads, the loss and the schedule of
# configs/demo.py, which were chosen on the validation clips of SoundingShapes
# (docs/demo.md); nothing was chosen on real clips. docs/real.md reports both.
#
#   python tools/train.py configs/real_squeezenet_sigmoid.py
#   python tools/test.py configs/real_squeezenet_sigmoid.py \
#       work_dirs/real_squeezenet_sigmoid/last.pth --out results.json
_base_ = ['real_squeezenet.py']

# He initialisation with zero biases, as in configs/demo.py
he = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')

model = dict(
    data_preprocessor=dict(hop_length=1022),  # 54 frames of 2.5 s
    potential_head=dict(
        logits='log_sigmoid',
        slope=40.0,
        logit_scale=0.5,
        test_scale=0.25,
        init_cfg=he,
    ),
    sound_head=dict(init_cfg=he),
    loss=dict(negatives='all', power=8.0),
)

# The steps of configs/demo.py: 1 184 clips / 8 * 10 epochs = 1 480
train_dataloader = dict(batch_size=8)
optim_wrapper = dict(type='Bfloat16OptimWrapper', optimizer=dict(lr=5e-4))
param_scheduler = dict(
    type='CosineAnnealingLR',
    T_max=10,
    eta_min_ratio=0.05,
    convert_to_iter_based=True,
)
train_cfg = dict(max_epochs=10)
