# EZ-VSL (Mo and Morgado, ECCV 2022) on 144 000 clips of Flickr-SoundNet.
# Published, on 249 of the 250 test clips, object-guided: cIoU 83.1, AUC 63.1
# (sources: configs/ezvsl/README.md).
#
#   python tools/train.py configs/ezvsl/ezvsl_flickr_144k.py
#   python tools/test.py configs/ezvsl/ezvsl_flickr_144k.py \
#       work_dirs/ezvsl_flickr_144k/epoch_20.pth \
#       --protocol oya ezvsl
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/ezvsl.py',
    '../_base_/middle_3s.py',
]

train_dataloader = dict(
    batch_size=128,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.cropped_3s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.squashed_3s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.squashed_3s}}))
)

# As published: Adam at a constant rate, batch size 128. The negatives of an
# image are the other clips of the batch on its GPU. 144 000 / 128 = 1125 steps
# per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
