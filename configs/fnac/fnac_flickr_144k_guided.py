# FNAC (Sun et al., CVPR 2023), tested with object guidance: `localization` is
# the fused map, `attention` the cosine map, `object` the map of an ImageNet
# network. It uses the checkpoint of fnac_flickr_144k.py.
#
#   python tools/test.py configs/fnac/fnac_flickr_144k_guided.py \
#       work_dirs/fnac_flickr_144k/epoch_30.pth \
#       --protocol oya fnac_bilinear
_base_ = ['fnac_flickr_144k.py']

model = dict(
    # checkpoints do not contain these weights; for a local file use
    # --cfg-options model.object_guidance.network.init_cfg.checkpoint=FILE
    object_guidance=dict(
        type='ObjectGuidance',
        fusion='normalised',
        share=0.4,
        mode='bilinear',
        network=dict(
            type='ResNet18',
            init_cfg=dict(
                type='Pretrained', checkpoint='torchvision://resnet18'
            ),
        ),
    )
)
test_evaluator = dict(maps=['localization', 'attention', 'object'])
