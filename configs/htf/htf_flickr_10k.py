# Hear the Flow (Fedorishin et al., WACV 2023) on 10 000 clips of
# Flickr-SoundNet. We know no published score for this list.
#
#   python tools/train.py configs/htf/htf_flickr_10k.py
#   python tools/test.py configs/htf/htf_flickr_10k.py \
#       work_dirs/htf_flickr_10k/epoch_100.pth \
#       --protocol oya htf
_base_ = ['htf_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
