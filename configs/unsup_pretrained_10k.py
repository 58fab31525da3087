# Two-step system, unsupervised, pretrained VGG-11, 10 000 clips of
# Flickr-SoundNet: row 10k of Table 1, columns "pretrain.". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 56.8/50.7, potential map 53.9/48.6.
#
#   python tools/train.py configs/unsup_pretrained_10k.py
#   python tools/test.py configs/unsup_pretrained_10k.py \
#       work_dirs/unsup_pretrained_10k/epoch_25.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)

# 10 000 / 8 = 1 250 steps per epoch, 31 250 in all.
