# Two-step system, unsupervised, pretrained VGG-11, 2 500 clips of
# Flickr-SoundNet: row 2.5k of Table 1, columns "pretrain.". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 50.3/47.7, potential map 48.1/46.0.
#
#   python tools/train.py configs/unsup_pretrained_2500.py
#   python tools/test.py configs/unsup_pretrained_2500.py \
#       work_dirs/unsup_pretrained_2500/epoch_25.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_2500.txt', subset_size=2_500)
)

# 2 500 / 8 = 312 steps per epoch, 7 800 in all.
