# A floor on Flickr-SoundNet: the score of a map that uses neither image nor
# audio. `kind` is random, ones or centre. There is nothing to train.
#
#   python tools/test.py configs/floor/floor.py --eval cIoU AUC \
#       --cfg-options model.kind=random
_base_ = ['../_base_/default_runtime.py', '../_base_/flickr_soundnet.py']

# images are loaded to be drawn under the map; audio is not loaded
test_pipeline = [
    dict(type='LoadImage'),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='PackAVInputs'),
]

# 14 x 14: the grid of the two-step system's maps
model = dict(type='FloorLocalizer', kind='centre', grid=(14, 14))
# PyTorch's DistributedDataParallel rejects a model without parameters
model_wrapper_cfg = dict(type='MMSeparateDistributedDataParallel')

train_dataloader = None
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
