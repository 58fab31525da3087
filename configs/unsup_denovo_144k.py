# Two-step system, unsupervised, from random weights, 144 000 clips of
# Flickr-SoundNet: row 144k of Table 1, columns "de novo". The paper's figures
# (cIoU / AUC, its reading of the metric is open, see docs/metrics.md):
# localization map 66.7/56.3, potential map 65.5/55.5.
#
#   python tools/train.py configs/unsup_denovo_144k.py
#   python tools/test.py configs/unsup_denovo_144k.py \
#       work_dirs/unsup_denovo_144k/epoch_50.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

# no weights from elsewhere: drawn as torchvision draws a VGG's
model = dict(image_backbone=dict(_delete_=True, type='VGG11'))

# Appendix A: 50 epochs, all layers at one rate;
# 144 000 / 8 = 18 000 steps an epoch, 900 000 in all.
optim_wrapper = dict(_delete_=True, optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(max_epochs=50)
