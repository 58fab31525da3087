# ACL-SSL's model (Park et al., WACV 2024), as configs/acl/ train and test it
# on real clips: a frozen CLIPSeg, asked by a token that stands for the sound.
# Both frozen networks are fetched by `transformers`. The audio network is
# ours, instead of BEATs.
model = dict(
    type='ACLLocalizer',
    # CLIP's mean and std, 0..255; Kaldi's filter banks of 10 s at 16 kHz with
    # the mean and half the range of the Audio Spectrogram Transformer
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[122.771, 116.746, 104.094],
        std=[68.501, 66.632, 70.323],
        frontend=dict(
            type='KaldiFbank',
            sample_rate=16000,
            n_mels=128,
            window='hanning',
            mean=-4.2677393,
            std=9.1379538,
        ),
    ),
    grounder=dict(type='CLIPSegGrounder', name='CIDAS/clipseg-rd64-refined'),
    audio_backbone=dict(
        type='TransformersAudio',
        name='MIT/ast-finetuned-audioset-10-10-0.4593',
        layers=(4, 8, 12),
        frames=1024,
    ),
    audio_token=dict(type='AudioToken', in_channels=2304, channels=512),
    masker=dict(type='MapMasker', w=10.0, b=14.0, scale_map=False),
    loss=dict(type='AudioGroundingLoss', temperature=0.07, own_area=0.4),
    map_size=224,
)
