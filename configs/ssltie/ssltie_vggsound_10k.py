# SSL-TIE (Liu et al., ACM MM 2022) on 10 000 clips of VGGSound. We know no
# published score for this list.
#
#   python tools/train.py configs/ssltie/ssltie_vggsound_10k.py
#   python tools/test.py configs/ssltie/ssltie_vggsound_10k.py \
#       work_dirs/ssltie_vggsound_10k/epoch_100.pth --protocol oya ssltie
_base_ = ['ssltie_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 32 = 312 steps per epoch, 31 200 in all
train_cfg = dict(max_epochs=100)
