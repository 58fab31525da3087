# Test data: MUSIC, 2 124 clips of a person playing an instrument. The clips
# are from few videos, so that the intervals are too narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/music_solo.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/music_solo'

test_dataloader = dict(dataset=dict(type='MUSIC', data_root=data_root))
