# Test data: IS3, 3 240 generated pictures of two objects that sound in turn:
# 6 480 clips. Besides cIoU and AUC of clips, `IIoU` and `IAUC` of pictures,
# for which both objects must be found.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/is3.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/is3'

test_dataloader = dict(dataset=dict(type='IS3', data_root=data_root))
