# ACL-SSL (Park et al., WACV 2024) on 10 000 clips of Flickr-SoundNet. We
# know no published score for this list.
#
#   python tools/train.py configs/acl/acl_flickr_10k.py
#   python tools/test.py configs/acl/acl_flickr_10k.py \
#       work_dirs/acl_flickr_10k/epoch_20.pth \
#       --protocol oya acl
_base_ = ['acl_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
