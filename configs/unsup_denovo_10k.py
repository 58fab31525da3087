# Two-step system, unsupervised, from random weights, 10 000 clips of
# Flickr-SoundNet: row 10k of Table 1, columns "de novo". The paper's figures
# (cIoU / AUC, its reading of the metric is open, see docs/metrics.md):
# localization map 48.4/45.3, potential map 47.4/44.6.
#
#   python tools/train.py configs/unsup_denovo_10k.py
#   python tools/test.py configs/unsup_denovo_10k.py \
#       work_dirs/unsup_denovo_10k/epoch_50.pth --eval cIoU AUC
_base_ = ['unsup_pretrained_144k.py']

# no weights from elsewhere: drawn as torchvision draws a VGG's
model = dict(image_backbone=dict(_delete_=True, type='VGG11'))

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)

# Appendix A: 50 epochs, all layers at one rate;
# 10 000 / 8 = 1 250 steps an epoch, 62 500 in all.
optim_wrapper = dict(_delete_=True, optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(max_epochs=50)
