# LVS (Chen et al., CVPR 2021) on 10 000 clips of Flickr-SoundNet. Published
# (not checked against the paper): cIoU 58.2, AUC 52.5. The number of
# epochs is that of EZ-VSL.
#
#   python tools/train.py configs/lvs/lvs_flickr_10k.py
#   python tools/test.py configs/lvs/lvs_flickr_10k.py \
#       work_dirs/lvs_flickr_10k/epoch_100.pth --protocol oya lvs
_base_ = ['lvs_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 128 = 78 steps per epoch, 7 800 in all
train_cfg = dict(max_epochs=100)
