# DMC (Hu et al., CVPR 2019) on 10 000 clips of Flickr-SoundNet. Published:
# cIoU 41.6, AUC 45.2, quoted by the paper of CAVL.
#
#   python tools/train.py configs/dmc/dmc_flickr_10k.py
#   python tools/test.py configs/dmc/dmc_flickr_10k.py \
#       work_dirs/dmc_flickr_10k/epoch_100.pth \
#       --protocol oya lvs
_base_ = ['dmc_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
