# DMC (Hu et al., CVPR 2019) on 10 000 clips of VGGSound. We know no
# published score for this list.
#
#   python tools/train.py configs/dmc/dmc_vggsound_10k.py
#   python tools/test.py configs/dmc/dmc_vggsound_10k.py \
#       work_dirs/dmc_vggsound_10k/epoch_100.pth \
#       --protocol oya lvs
_base_ = ['dmc_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
