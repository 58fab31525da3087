# Two-step system, unsupervised, from random weights, 2 500 clips of
# Flickr-SoundNet: row 2.5k of Table 1, columns "de novo". The paper reports
# (cIoU / AUC; docs/metrics.md discusses their definition): localization map
# 40.7/37.3, potential map 38.5/36.8.
#
#   python tools/train.py configs/unsup_denovo_2500.py
#   python tools/test.py configs/unsup_denovo_2500.py \
#       work_dirs/unsup_denovo_2500/epoch_50.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

# no pretrained weights: the initial weights are torchvision's for a VGG
model = dict(image_backbone=dict(_delete_=True, type='VGG11'))

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_2500.txt', subset_size=2_500)
)

# Appendix A: 50 epochs, one learning rate for all layers; 2 500 / 8 = 312
# steps per epoch, 15 600 in all.
optim_wrapper = dict(_delete_=True, optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(max_epochs=50)
