# CAVL (Hu et al., 2020) on 10 000 clips of VGGSound. We know no published
# score for this list.
#
#   python tools/train.py configs/cavl/cavl_vggsound_10k.py
#   python tools/test.py configs/cavl/cavl_vggsound_10k.py \
#       work_dirs/cavl_vggsound_10k/epoch_100.pth \
#       --protocol oya lvs
_base_ = ['cavl_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
