# The saliency baseline on SoundingShapes: Grad-CAM of the classifier that
# replaces an ImageNet network in the demo, maximum over its N most likely
# classes (Eq. A1). It knows silent and able classes and does not use audio.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/demo_classifier.py
#   python tools/test.py configs/grad_cam/saliency_sounding_shapes.py \
#       --out results.json
_base_ = ['../_base_/default_runtime.py', '../_base_/sounding_shapes.py']

# The paper's N = 100 is a tenth of ImageNet's 1000 classes. A tenth of these
# 20 would be 2, but a scene contains up to seven objects.
top_n = 4
sweep = (1, 2, 4, 10, 20)

model = dict(
    type='SaliencyLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
    ),
    classifier=dict(
        type='ImageClassifier',
        backbone=dict(type='VGG11', base_channels=16),
        in_channels=128,
        num_classes=20,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='work_dirs/demo_classifier/epoch_2.pth',
        ),
    ),
    layer='backbone',  # 12 x 12 cells of a 192-pixel scene
    top_n=top_n,
    sweep=sweep,
)

train_dataloader = None
test_evaluator = dict(maps=('localization', *[f'top{n}' for n in sweep]))
