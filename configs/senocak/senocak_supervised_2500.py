# Senocak et al. (CVPR 2018), supervised by the boxes of 2 500 annotated clips
# of Flickr-SoundNet (Table 2). Published: cIoU 80.4, AUC 60.3, by a metric
# that was never released.
#
#   python tools/make_lists.py data/flickr_soundnet --supervised 2500
#   python tools/train.py configs/senocak/senocak_supervised_2500.py
#   python tools/test.py configs/senocak/senocak_supervised_2500.py \
#       work_dirs/senocak_supervised_2500/epoch_10.pth --protocol oya lvs
_base_ = ['senocak_flickr_144k.py']

# one annotator's boxes, drawn anew each time, on the 20 x 20 cells
train_pipeline = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', sample_rate=22050, duration=10.0, channel='first'),
    dict(
        type='Resize',
        scale=(320, 320),
        interpolation='bilinear',
        backend='pillow',
    ),
    dict(type='DrawConsensus', size=(20, 20), annotator='random'),
    dict(type='PackAVInputs'),
]
train_dataloader = dict(
    dataset=dict(
        ann_file='lists/supervised_2500.txt',
        annotated=True,
        subset_size=None,
        pipeline=train_pipeline,
    )
)
# The heads of the image vector take part in the other term only: their
# weights stay. unsupervised=1.0 gives the sum of both.
model = dict(loss=dict(unsupervised=0.0, supervised=1.0))
