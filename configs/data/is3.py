# Test data: IS3, 3 240 generated images of two objects, each of which sounds
# in one clip: 6 480 clips. In addition to cIoU and AUC of clips, `IIoU` and
# `IAUC` score images: both objects must be localized.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/is3.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/is3'

test_dataloader = dict(dataset=dict(type='IS3', data_root=data_root))
