# As configs/real_squeezenet.py, but for the loss: all sounds of a batch
# against each other with a temperature (InfoNCE) in the place of the paper's
# loss with one other sound per image. An option beside the published method;
# docs/real.md compares them.
#
#   python tools/train.py configs/contrastive/real_squeezenet_contrastive.py
#   python tools/test.py configs/contrastive/real_squeezenet_contrastive.py \
#       work_dirs/real_squeezenet_contrastive/epoch_6.pth --out results.json
_base_ = ['../_base_/default_runtime.py', '../_base_/real.py']

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
    loss=dict(type='ContrastiveLoss', temperature=0.1),
)

# 1 184 clips / 32 = 37 steps an epoch
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=6)
default_hooks = dict(logger=dict(type='LoggerHook', interval=10))
