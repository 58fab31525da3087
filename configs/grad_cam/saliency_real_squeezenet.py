# The saliency baseline on the clips of configs/real_squeezenet.py: Grad-CAM of
# a SqueezeNet trained on ImageNet (a state dict with torchvision's parameter
# names, for RGB input in 0..255 minus 123, 117, 104), maximum over the N most
# likely of its 1000 classes (Eq. A1). Nothing is trained. The audio is loaded
# but not used.
#
#   python tools/test.py configs/grad_cam/saliency_real_squeezenet.py \
#       --out results.json
#
# On a CPU core an image takes 0.4 s per 100 classes. A tenth of the time is
# enough with --cfg-options 'model.sweep=(1,10,20,50,100)'.
_base_ = ['../_base_/default_runtime.py', '../_base_/real.py']

sweep = (1, 10, 20, 50, 100, 200, 500, 1000)

model = dict(
    type='SaliencyLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.0, 117.0, 104.0],
        std=[1.0, 1.0, 1.0],
    ),
    classifier=dict(
        type='TorchvisionClassifier',
        model_name='squeezenet1_0',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/squeezenet1_0_imagenet.pth',
        ),
    ),
    layer='net.features.12',  # the last Fire module: 13 x 13 cells of 227 px
    top_n=100,
    sweep=sweep,
)

train_dataloader = None
test_evaluator = dict(maps=('localization', *[f'top{n}' for n in sweep]))
