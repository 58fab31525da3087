# configs/real_squeezenet.py with another loss: InfoNCE over all audio of a
# batch instead of the paper's loss with one negative per image. It is not
# part of the published method; docs/real.md compares both.
#
#   python tools/train.py configs/contrastive/real_squeezenet_contrastive.py
#   python tools/test.py configs/contrastive/real_squeezenet_contrastive.py \
#       work_dirs/real_squeezenet_contrastive/epoch_6.pth --out results.json
_base_ = ['../real_squeezenet.py']

model = dict(loss=dict(_delete_=True, type='ContrastiveLoss', temperature=0.1))
default_hooks = dict(logger=dict(type='LoggerHook', interval=10))
