# Test data: MUSIC, 2 124 clips of somebody who plays an instrument. They are
# of few videos, so that the intervals are too narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/music_solo.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/music_solo'

test_dataloader = dict(dataset=dict(type='MUSIC', data_root=data_root))
