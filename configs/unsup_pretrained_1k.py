# Two-step system, unsupervised, pretrained VGG-11, 1 000 clips of
# Flickr-SoundNet: row 1k of Table 1, columns "pretrain.". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 48.7/46.4, potential map 45.9/43.8.
#
#   python tools/train.py configs/unsup_pretrained_1k.py
#   python tools/test.py configs/unsup_pretrained_1k.py \
#       work_dirs/unsup_pretrained_1k/epoch_25.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_1k.txt', subset_size=1_000)
)

# 1 000 / 8 = 125 steps per epoch, 3 125 in all.
