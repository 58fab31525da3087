# Test data: VGG-SS, boxes for 5 158 test clips of VGGSound. Two of them have
# impossible boxes and are rejected when the data are prepared.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/vggss.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/vggss'

test_dataloader = dict(dataset=dict(type='VGGSS', data_root=data_root))
