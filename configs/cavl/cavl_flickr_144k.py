# CAVL (Hu et al., 2020) on 144 000 clips of Flickr-SoundNet. No code was ever
# released: a reconstruction after the description, on the networks of DMC, and
# ours. The number of sources of each clip is read from
# lists/source_counts.txt, lines of an id and a number, as an audio tagger
# would give; the project has no tagger.
#
#   python tools/train.py configs/cavl/cavl_flickr_144k.py
#   python tools/test.py configs/cavl/cavl_flickr_144k.py \
#       work_dirs/cavl_flickr_144k/epoch_100.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/dmc.py',
    '../_base_/one_second.py',
]

model = dict(
    cluster_head=dict(image_clusters=3, audio_clusters=2),
    # from an epoch on: image clusters, audio clusters
    stages=((0, 2, 1), (50, 3, 2)),
)
train_dataloader = dict(
    batch_size=32,
    sampler=dict(
        _delete_=True,
        type='CurriculumSampler',
        counts_file='lists/source_counts.txt',
        stages=((0, 1), (50, 99)),  # from an epoch on: most sources
    ),
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.recoloured_1s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_1s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.squashed_1s}}))
)

# Ours: the defaults of DMC, half of the epochs on clips of one source. 144 000
# / 32 = 4500 steps an epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4, weight_decay=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=100)
