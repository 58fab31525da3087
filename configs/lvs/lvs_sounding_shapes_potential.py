# LVS (Chen et al., CVPR 2021) on SoundingShapes, with a potential map of
# its own on its image features: does the sound add anything to what the
# picture alone says? P leaves the method as it is; 'gap/cIoU' answers.
#
#   python tools/train.py configs/lvs/lvs_sounding_shapes_potential.py
#   python tools/test.py configs/lvs/lvs_sounding_shapes_potential.py \
#       work_dirs/lvs_sounding_shapes_potential/epoch_2.pth \
#       --protocol oya lvs
_base_ = ['lvs_sounding_shapes.py']

he = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')

model = dict(
    _delete_=True,
    type='PotentialProbe',
    data_preprocessor={{_base_.model.data_preprocessor}},
    localizer={{_base_.model}},
    # as in configs/sounding_shapes_denovo.py
    potential_head=dict(
        type='PotentialHead',
        in_channels=128,
        channels=128,
        logits='cosine',
        logit_scale=4.0,
        init_cfg=he,
    ),
    sound_head=dict(
        type='SoundHead',
        in_channels=128,
        freq_bins=None,
        channels=128,
        init_cfg=he,
    ),
    loss=dict(type='SimilarityLoss', negatives='all'),
)
