# Test data: AVSBench MS3, several sources, five frames of each of 64 test
# videos, without the frames in which nothing sounds (29 of 320 in the
# published boxes). Frames of a video are similar, so that the intervals are
# too narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/avsbench_ms3.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/avsbench_ms3'

test_dataloader = dict(dataset=dict(type='AVSBench', data_root=data_root))
