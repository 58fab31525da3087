# Senocak (Senocak et al., CVPR 2018) on SoundingShapes at a quarter of its
# width, from random weights, for a machine without a GPU. What differs from
# the published recipe: width, 1 s of sound, and a spectrogram network that is
# trained along instead of a frozen SoundNet, which needs 9.5 s and
# weights; the image network is trained too. 32 clips a batch, a higher rate.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/senocak/senocak_sounding_shapes.py
#   python tools/test.py configs/senocak/senocak_sounding_shapes.py \
#       work_dirs/senocak_sounding_shapes/epoch_2.pth \
#       --protocol oya lvs
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/sounding_shapes.py',
    '../_base_/two_epochs.py',
    '../_base_/models/senocak.py',
]

model = dict(
    data_preprocessor=dict(
        frontend=dict(
            _delete_=True,
            type='LogMel',
            sample_rate=22050,
            n_fft=512,
            hop_length=256,
            n_mels=64,
        )
    ),
    image_backbone=dict(
        _delete_=True, type='ResNet18', base_channels=16, layer4_stride=1
    ),
    audio_backbone=dict(
        _delete_=True, type='ResNet18', in_channels=1, base_channels=16
    ),
    attention_head=dict(in_channels=128, sound_channels=128),
)
train_dataloader = dict(batch_size=32)

# 6 000 clips / 32 = 187 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
