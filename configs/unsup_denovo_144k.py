# Two-step system, unsupervised, from random weights, 144 000 clips of
# Flickr-SoundNet: row 144k of Table 1, columns "de novo". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 66.7/56.3, potential map 65.5/55.5.
#
#   python tools/train.py configs/unsup_denovo_144k.py
#   python tools/test.py configs/unsup_denovo_144k.py \
#       work_dirs/unsup_denovo_144k/epoch_50.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

# no pretrained weights: the initial weights are torchvision's for a VGG
model = dict(image_backbone=dict(_delete_=True, type='VGG11'))

# Appendix A: 50 epochs, one learning rate for all layers; 144 000 / 8 = 18 000
# steps per epoch, 900 000 in all.
optim_wrapper = dict(_delete_=True, optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(max_epochs=50)
