# CAVL (Hu et al., 2020) on SoundingShapes at a quarter of its width, from
# random weights, for a machine without a GPU. What differs from
# configs/cavl/cavl_flickr_144k.py: width, a higher rate, and the true number
# of sounding things instead of a tagger's.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/cavl/cavl_sounding_shapes.py
#   python tools/test.py configs/cavl/cavl_sounding_shapes.py \
#       work_dirs/cavl_sounding_shapes/epoch_2.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/dmc.py',
]

model = dict(
    data_preprocessor=dict(frontend=dict(sample_rate=22050)),
    image_backbone=dict(base_channels=16),
    audio_backbone=dict(base_channels=16),
    cluster_head=dict(
        in_channels=128,
        channels=128,
        image_clusters=3,
        audio_clusters=2,
    ),
    # from an epoch on: image clusters, audio clusters
    stages=((0, 2, 1), (1, 3, 2)),
)
train_dataloader = dict(
    batch_size=32,
    sampler=dict(
        _delete_=True,
        type='CurriculumSampler',
        counts_file='truth.json',
        stages=((0, 1), (1, 99)),  # from an epoch on: most sources
    ),
)

# an epoch of the clips with one source, then one of all 6 000
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3, weight_decay=1e-4))
