# SACL (Song et al., TPAMI 2024) on 10 000 clips of VGGSound. Published, on
# VGG-SS: cIoU 36.0, AUC 39.7.
#
#   python tools/train.py configs/sacl/sacl_vggsound_10k.py
#   python tools/test.py configs/sacl/sacl_vggsound_10k.py \
#       work_dirs/sacl_vggsound_10k/epoch_100.pth \
#       --protocol oya sspl
_base_ = ['sacl_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
