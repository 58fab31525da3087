# FNAC (Sun et al., CVPR 2023) on 10 000 clips of Flickr-SoundNet. Published
# (not checked against the paper): cIoU 84.3, AUC 63.3.
#
#   python tools/train.py configs/fnac/fnac_flickr_10k.py
#   python tools/test.py configs/fnac/fnac_flickr_10k.py \
#       work_dirs/fnac_flickr_10k/epoch_30.pth --protocol oya fnac_bilinear
_base_ = ['fnac_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 256 = 39 steps per epoch, 1 170 in all
train_cfg = dict(max_epochs=30)
