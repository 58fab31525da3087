# Table 3 and appendix Table 3, the saliency baseline: Grad-CAM of a VGG-11
# trained on ImageNet, maximum over the N most likely of its 1000 classes (Eq.
# A1). Nothing is trained and no audio is loaded. The paper reports for the 250
# test clips (cIoU / AUC; docs/metrics.md discusses their definition):
#
#   N     1          10         20         50         100        200
#         45.7/41.1  51.5/45.1  52.1/45.7  52.6/46.2  52.7/46.3  52.5/46.1
#   N     500        1000
#         52.4/46.0  51.8/45.5
#
#   python tools/test.py configs/grad_cam/saliency_vgg11.py --out results.json
#
# Without internet access, name a file of torchvision's vgg11:
#   --cfg-options model.classifier.init_cfg.checkpoint=FILE
_base_ = ['../_base_/default_runtime.py', '../_base_/flickr_soundnet.py']

sweep = (1, 10, 20, 50, 100, 200, 500, 1000)

model = dict(
    type='SaliencyLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        # mean and std of torchvision's training, in units of 0..255
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
    ),
    classifier=dict(
        type='TorchvisionClassifier',
        model_name='vgg11',
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://vgg11'),
    ),
    layer='net.features.19',  # ReLU of the last convolution: 14 x 14 cells
    top_n=100,
    sweep=sweep,
)

train_dataloader = None
test_dataloader = dict(
    dataset=dict(
        pipeline=[
            dict(type='LoadImage'),
            dict(type='Resize', scale=(224, 224), backend='pillow'),
            dict(type='PackAVInputs'),
        ]
    )
)
test_evaluator = dict(maps=('localization', *[f'top{n}' for n in sweep]))
