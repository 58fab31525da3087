# SLAVC (Mo and Morgado, NeurIPS 2022) on 10 000 clips of VGGSound. The
# authors' repository reports no score for this list. The number of epochs is
# that of EZ-VSL.
#
#   python tools/train.py configs/slavc/slavc_vggsound_10k.py
#   python tools/test.py configs/slavc/slavc_vggsound_10k.py \
#       work_dirs/slavc_vggsound_10k/epoch_100.pth \
#       --protocol oya slavc_relative
_base_ = ['slavc_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 128 = 78 steps per epoch, 7 800 in all
train_cfg = dict(max_epochs=100)
