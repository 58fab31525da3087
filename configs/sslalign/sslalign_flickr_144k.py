# SSLalign (Senocak et al., ICCV 2023) on 144 000 clips of Flickr-SoundNet.
# Published: cIoU 85.2. The authors released no training code; heads, loss and
# recipe follow the paper's description. The positives of a clip are its image
# and another view of it. The paper's nearest neighbours are not used, because
# their encoders are not published.
#
#   python tools/train.py configs/sslalign/sslalign_flickr_144k.py
#   python tools/test.py configs/sslalign/sslalign_flickr_144k.py \
#       work_dirs/sslalign_flickr_144k/epoch_20.pth \
#       --protocol oya sslalign
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/flickr_soundnet.py',
    '../_base_/models/sslalign.py',
    '../_base_/samples_3s.py',
]

train_dataloader = dict(
    batch_size=128,
    dataset=dict(
        ann_file='lists/train_144k.txt',
        subset_size=144_000,
        list_seed=0,
        pipeline={{_base_.views_3s}},
    ),
)
test_dataloader = dict(dataset=dict(pipeline={{_base_.tensor_3s}}))
validation = dict(
    val_dataloader=dict(dataset=dict(pipeline={{_base_.tensor_3s}}))
)

# As in the paper, Adam at a constant rate; the paper does not report the batch
# size, here 128. The negatives of an image are the other clips of the batch on
# its GPU. 144 000 / 128 = 1125 steps per epoch.
optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-4))
train_cfg = dict(by_epoch=True, max_epochs=20)
