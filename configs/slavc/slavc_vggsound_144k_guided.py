# SLAVC (Mo and Morgado, NeurIPS 2022), tested with object guidance:
# `localization` is the fused map, `attention` the cosine map, `object` the map
# of an ImageNet network. It uses the checkpoint of slavc_vggsound_144k.py.
#
#   python tools/test.py configs/slavc/slavc_vggsound_144k_guided.py \
#       work_dirs/slavc_vggsound_144k/epoch_20.pth \
#       --protocol oya slavc_relative
_base_ = ['slavc_vggsound_144k.py']

model = dict(
    # checkpoints do not contain these weights; for a local file use
    # --cfg-options model.object_guidance.network.init_cfg.checkpoint=FILE
    object_guidance=dict(
        type='ObjectGuidance',
        fusion='scaled',
        share=0.9,
        mode='bicubic',
        object_scale=2.5,
        network=dict(
            type='ResNet18',
            init_cfg=dict(
                type='Pretrained', checkpoint='torchvision://resnet18'
            ),
        ),
    )
)
test_evaluator = dict(maps=['localization', 'attention', 'object'])
