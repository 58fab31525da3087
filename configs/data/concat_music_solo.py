# Concat-and-localize on MUSIC: two players side by side with the audio of one
# of them. The clips are from few videos, so that many pairs cannot be
# distinguished.
#
#   python tools/test.py CONFIG CHECKPOINT \
#       --data configs/data/concat_music_solo.py
_base_ = ['../_base_/concat_clips.py']

data_root = 'data/music_solo'

test_dataloader = dict(
    dataset=dict(
        data_root=data_root, dataset=dict(type='MUSIC', data_root=data_root)
    )
)
