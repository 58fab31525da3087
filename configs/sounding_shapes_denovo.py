# configs/sounding_shapes_pretrained.py from random weights: the small version
# of configs/unsup_denovo_*.py. tools/reproduce.py uses both for the tables of
# docs/results.md. To choose the number of training clips, first run
# `python tools/make_lists.py data/sounding_shapes --sizes 240 600 2400 6000`:
#
#   python tools/train.py configs/sounding_shapes_denovo.py \
#       --cfg-options train_dataloader.dataset.ann_file=lists/train_240.txt \
#       train_cfg.max_epochs=15 param_scheduler.T_max=15
#   python tools/test.py configs/sounding_shapes_denovo.py \
#       work_dirs/sounding_shapes_denovo/last.pth --eval cIoU AUC
_base_ = ['sounding_shapes_pretrained.py']

# No pretrained weights: the initial weights are torchvision's for a VGG. P is
# learnt on parts of an object; a shift of its cosine, chosen on another
# SoundingShapes (docs/settings.md), covers more of it.
model = dict(
    image_backbone=dict(_delete_=True, type='VGG11', base_channels=16),
    potential_head=dict(test_shift=0.14),
)
