# Two-stage (Qian et al., ECCV 2020) on 10 000 clips of VGGSound. We know no
# published score for this list.
#
#   python tools/train.py configs/twostage/twostage_vggsound_10k.py
#   python tools/test.py configs/twostage/twostage_vggsound_10k.py \
#       work_dirs/twostage_vggsound_10k/epoch_40.pth \
#       --protocol oya twostage
_base_ = ['twostage_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
