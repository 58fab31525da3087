# Concat-and-localize on AVSBench S4: two frames side by side with the audio of
# one of them.
#
#   python tools/test.py CONFIG CHECKPOINT \
#       --data configs/data/concat_avsbench_s4.py
_base_ = ['../_base_/concat_clips.py']

data_root = 'data/avsbench_s4'

test_dataloader = dict(
    dataset=dict(
        data_root=data_root, dataset=dict(type='AVSBench', data_root=data_root)
    )
)
