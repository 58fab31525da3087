# Test data: AVSBench S4, one source, five frames of each of 740 test videos.
# The boxes enclose the masks; the protocol for the masks themselves is
# `avsbench`. Frames of a video are similar, so that the intervals are too
# narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/avsbench_s4.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/avsbench_s4'

test_dataloader = dict(dataset=dict(type='AVSBench', data_root=data_root))
