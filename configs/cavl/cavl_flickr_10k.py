# CAVL (Hu et al., 2020) on 10 000 clips of Flickr-SoundNet. Published: cIoU
# 50.0, AUC 49.2.
#
#   python tools/train.py configs/cavl/cavl_flickr_10k.py
#   python tools/test.py configs/cavl/cavl_flickr_10k.py \
#       work_dirs/cavl_flickr_10k/epoch_100.pth \
#       --protocol oya lvs
_base_ = ['cavl_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
