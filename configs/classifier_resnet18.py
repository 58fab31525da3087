# The replacement for ImageNet of the other methods on SoundingShapes: as
# configs/demo_classifier.py, with the ResNet-18 (a quarter of the channels)
# that most of them have. `tools/reproduce.py methods` starts them from it.
#
#   python tools/make_sounding_shapes.py data/sounding_shapes
#   python tools/train.py configs/classifier_resnet18.py
_base_ = ['demo_classifier.py']

model = dict(
    backbone=dict(
        _delete_=True, type='ResNet18', base_channels=16, layer4_stride=1
    )
)
