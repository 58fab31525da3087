# SSL-TIE (Liu et al., ACM MM 2022) on 10 000 clips of Flickr-SoundNet.
# Published (not checked against the paper): cIoU 75.5, AUC 58.8.
#
#   python tools/train.py configs/ssltie/ssltie_flickr_10k.py
#   python tools/test.py configs/ssltie/ssltie_flickr_10k.py \
#       work_dirs/ssltie_flickr_10k/epoch_100.pth --protocol oya ssltie
_base_ = ['ssltie_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 32 = 312 steps per epoch, 31 200 in all
train_cfg = dict(max_epochs=100)
