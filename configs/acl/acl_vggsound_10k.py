# ACL-SSL (Park et al., WACV 2024) on 10 000 clips of VGGSound. We know no
# published score for this list.
#
#   python tools/train.py configs/acl/acl_vggsound_10k.py
#   python tools/test.py configs/acl/acl_vggsound_10k.py \
#       work_dirs/acl_vggsound_10k/epoch_20.pth \
#       --protocol oya acl
_base_ = ['acl_vggsound_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
