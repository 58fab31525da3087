# A floor on SoundingShapes, see floor.py: random, ones or centre.
#
#   python tools/test.py configs/floor/floor_sounding_shapes.py \
#       --eval cIoU AUC \
#       --cfg-options model.kind=random
_base_ = ['../_base_/default_runtime.py', '../_base_/sounding_shapes.py']

# 12 x 12: the grid of configs/demo.py's maps
model = dict(type='FloorLocalizer', kind='centre', grid=(12, 12))
# PyTorch's DistributedDataParallel rejects a model without parameters
model_wrapper_cfg = dict(type='MMSeparateDistributedDataParallel')

train_dataloader = None
