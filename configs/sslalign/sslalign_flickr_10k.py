# SSLalign (Senocak et al., ICCV 2023) on 10 000 clips of Flickr-SoundNet. We
# know no published score for this list.
#
#   python tools/train.py configs/sslalign/sslalign_flickr_10k.py
#   python tools/test.py configs/sslalign/sslalign_flickr_10k.py \
#       work_dirs/sslalign_flickr_10k/epoch_100.pth \
#       --protocol oya sslalign
_base_ = ['sslalign_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 128 = 78 steps per epoch
train_cfg = dict(max_epochs=100)
