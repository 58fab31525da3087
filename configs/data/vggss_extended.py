# Test data: SLAVC's extended VGG-SS, the annotated clips and as many images
# with silent audio or an off-screen source, listed in
# vggss_test_plus_silent.csv (github.com/stoneMo/SLAVC, metadata/). Put this
# list next to test.txt. Both of its columns name clips of data_root. The
# scores are AP, max-F1 and LocAcc. Without --protocol, that of CONFIG is used.
#
#   python tools/test.py CONFIG CHECKPOINT \
#       --data configs/data/vggss_extended.py \
#       --eval AP max_F1 LocAcc --protocol slavc_relative
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
