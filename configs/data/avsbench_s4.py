# Test data: AVSBench S4, one source, five frames of each of 740 test videos. A
# box round each mask; the protocol of the masks themselves is `avsbench`.
# Frames of a video are alike, so that the intervals are too narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/avsbench_s4.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/avsbench_s4'

test_dataloader = dict(dataset=dict(type='AVSBench', data_root=data_root))
