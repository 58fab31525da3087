# Test data: SLAVC's extended Flickr-SoundNet, 250 annotated clips and the 250
# pictures with silent or off-screen sounds of flickr_test_plus_silent.csv
# (github.com/stoneMo/SLAVC, metadata/), put beside test.txt. Both columns of
# that list name clips of data_root. Scored by AP, max-F1 and LocAcc.
#
#   python tools/test.py CONFIG CHECKPOINT \
#       --data configs/data/flickr_soundnet_extended.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/flickr_soundnet'

test_dataloader = dict(
    dataset=dict(
        type='FlickrSoundNet',
        data_root=data_root,
        negatives='flickr_test_plus_silent.csv',
    )
)
test_evaluator = dict(protocol='slavc_relative')
