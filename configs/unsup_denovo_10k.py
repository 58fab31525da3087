# Two-step system, unsupervised, from random weights, 10 000 clips of
# Flickr-SoundNet: row 10k of Table 1, columns "de novo". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 48.4/45.3, potential map 47.4/44.6.
#
#   python tools/train.py configs/unsup_denovo_10k.py
#   python tools/test.py configs/unsup_denovo_10k.py \
#       work_dirs/unsup_denovo_10k/epoch_50.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

# no pretrained weights: the initial weights are torchvision's for a VGG
model = dict(image_backbone=dict(_delete_=True, type='VGG11'))

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)

# Appendix A: 50 epochs, one learning rate for all layers; 10 000 / 8 = 1 250
# steps per epoch, 62 500 in all.
optim_wrapper = dict(_delete_=True, optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(max_epochs=50)
