# Concat-and-localize on IS3: two pictures of two objects each side by side,
# one of the four sounds.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/concat_is3.py
_base_ = ['../_base_/concat_clips.py']

data_root = 'data/is3'

test_dataloader = dict(
    dataset=dict(
        data_root=data_root, dataset=dict(type='IS3', data_root=data_root)
    )
)
