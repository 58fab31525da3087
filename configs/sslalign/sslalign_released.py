# SSLalign (Senocak et al., ICCV 2023) with the released weights, which have no
# alignment heads, and with object guidance: `localization` is the fused map,
# `attention` the cosine map, `object` the map of an ImageNet network.
#
#   python tools/test.py configs/sslalign/sslalign_released.py \
#       sslalign://ours_sup.pth.tar --protocol oya sslalign
_base_ = ['sslalign_vggsound_144k.py']

model = dict(
    align_head=None,
    # for a local file use
    # --cfg-options model.object_guidance.network.init_cfg.checkpoint=FILE
    object_guidance=dict(
        type='ObjectGuidance',
        fusion='normalised',
        share=0.4,
        mode='bilinear',
        align_corners=False,  # on VGG-SS; True on all other sets
        network=dict(
            type='ResNet18',
            init_cfg=dict(
                type='Pretrained', checkpoint='torchvision://resnet18'
            ),
        ),
    ),
)
test_evaluator = dict(maps=['localization', 'attention', 'object'])
