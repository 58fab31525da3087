# Test data: MUSIC, 1 020 clips of two instruments that are played at the same
# time; the boxes of both are one ground truth. The clips are from few videos,
# so that the intervals are too narrow.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/music_duet.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/music_duet'

test_dataloader = dict(dataset=dict(type='MUSIC', data_root=data_root))
