# SACL (Song et al., TPAMI 2024) on 10 000 clips of Flickr-SoundNet. Published:
# cIoU 81.5, AUC 62.3.
#
#   python tools/train.py configs/sacl/sacl_flickr_10k.py
#   python tools/test.py configs/sacl/sacl_flickr_10k.py \
#       work_dirs/sacl_flickr_10k/epoch_100.pth \
#       --protocol oya sspl
_base_ = ['sacl_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
