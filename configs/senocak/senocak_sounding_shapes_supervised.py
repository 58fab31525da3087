# Senocak et al. (CVPR 2018), supervised by the boxes of 600 annotated clips of
# SoundingShapes: the small version of senocak_supervised_2500.py (Table 2).
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/senocak/senocak_sounding_shapes_supervised.py
#   python tools/test.py \
#       configs/senocak/senocak_sounding_shapes_supervised.py \
#       work_dirs/senocak_sounding_shapes_supervised/epoch_10.pth \
#       --protocol oya lvs
_base_ = ['senocak_sounding_shapes.py']

# one annotator's boxes, drawn anew each time, on the 11 x 11 cells of 176 px
train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=1.0),
    dict(type='RandomCrop', size=176),  # of 192
    dict(type='FlipImage', prob=0.5),
    dict(type='DrawConsensus', size=(11, 11), annotator='random'),
    dict(type='PackAVInputs'),
]
train_dataloader = dict(
    dataset=dict(
        ann_file='supervised.txt', annotated=True, pipeline=train_pipeline
    )
)
# As in senocak_supervised_2500.py: no other term.
model = dict(loss=dict(unsupervised=0.0, supervised=1.0))

# 600 clips / 32 = 18 steps an epoch
param_scheduler = dict(T_max=10)
train_cfg = dict(max_epochs=10)
