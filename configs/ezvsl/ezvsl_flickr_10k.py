# EZ-VSL (Mo and Morgado, ECCV 2022) on 10 000 clips of Flickr-SoundNet.
# Published, object-guided: cIoU 81.9, AUC 62.6.
#
#   python tools/train.py configs/ezvsl/ezvsl_flickr_10k.py
#   python tools/test.py configs/ezvsl/ezvsl_flickr_10k.py \
#       work_dirs/ezvsl_flickr_10k/epoch_100.pth --protocol oya ezvsl
_base_ = ['ezvsl_flickr_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)
# 10 000 / 128 = 78 steps per epoch, 7 800 in all
train_cfg = dict(max_epochs=100)
