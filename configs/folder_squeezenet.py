# The two-step system on a folder of your own, which `tools/prepare_data.py
# folder` has prepared: the model of configs/real_squeezenet.py, small enough
# for a CPU. It wants ImageNet weights of SqueezeNet 1.0 (a state dict in
# torchvision's naming). Nobody knows what comes of your clips: test on those
# of yours that have boxes, or on a public set.
#
#   python tools/train.py configs/folder_squeezenet.py --data-root data/mine
#   python tools/test.py configs/folder_squeezenet.py \
#       work_dirs/folder_squeezenet/epoch_6.pth \
#       --data configs/data/media_folder.py --data-root data/mine
_base_ = ['_base_/default_runtime.py', '_base_/media_folder.py']

model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.0, 117.0, 104.0],
        std=[1.0, 1.0, 1.0],
        n_fft=1022,
        hop_length=511,
    ),
    image_backbone=dict(
        type='TorchvisionBackbone',
        model_name='squeezenet1_0',
        stride=16,
        frozen=True,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/squeezenet1_0_imagenet.pth',
        ),
    ),
    audio_backbone=dict(type='AudioVGG', base_channels=16),
    # 0.02: P sharpens slowly, so that A gets a gradient from every cell
    potential_head=dict(
        type='PotentialHead', in_channels=512, channels=512, logit_scale=0.02
    ),
    sound_head=dict(
        type='SoundHead', in_channels=64, freq_bins=32, channels=512
    ),
    selection_head=dict(
        type='SelectionHead', channels=512, fc_init='identity'
    ),
    loss=dict(type='SimilarityLoss', negatives='shift'),
)

# 1 000 clips / 8 = 125 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=6)
