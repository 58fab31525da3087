# Senocak (Senocak et al., CVPR 2018) on 10 000 clips of VGGSound. We know
# no published score for this list.
#
#   python tools/train.py configs/senocak/senocak_vggsound_10k.py
#   python tools/test.py configs/senocak/senocak_vggsound_10k.py \
#       work_dirs/senocak_vggsound_10k/epoch_10.pth \
#       --protocol oya lvs
_base_ = ['senocak_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
