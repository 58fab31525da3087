# Concat-and-localize on IS3: two images of two objects each side by side, with
# the audio of one of the four objects.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/concat_is3.py
_base_ = ['../_base_/concat_clips.py']

data_root = 'data/is3'

test_dataloader = dict(
    dataset=dict(
        data_root=data_root, dataset=dict(type='IS3', data_root=data_root)
    )
)
