# Concat-and-localize on VGG-SS: two test clips side by side with the audio of
# one of them.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/concat_vggss.py
_base_ = ['../_base_/concat_clips.py']

data_root = 'data/vggss'

test_dataloader = dict(
    dataset=dict(
        data_root=data_root, dataset=dict(type='VGGSS', data_root=data_root)
    )
)
