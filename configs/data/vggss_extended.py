# Test data: SLAVC's extended VGG-SS, the annotated clips and as many pictures
# with silent or off-screen sounds of vggss_test_plus_silent.csv
# (github.com/stoneMo/SLAVC, metadata/), put beside test.txt. Both columns of
# that list name clips of data_root. Scored by AP, max-F1 and LocAcc.
#
#   python tools/test.py CONFIG CHECKPOINT \
#       --data configs/data/vggss_extended.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/vggss'

test_dataloader = dict(
    dataset=dict(
        type='VGGSS',
        data_root=data_root,
        negatives='vggss_test_plus_silent.csv',
    )
)
test_evaluator = dict(protocol='slavc_relative')
