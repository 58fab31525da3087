# Two-step system, unsupervised, pretrained VGG-11, 10 000 clips of VGGSound,
# tested on VGG-SS: configs/unsup_pretrained_10k.py on other data. The paper
# does not report this experiment. The training list is drawn without the clips
# of VGG-SS, which some published lists contain.
#
#   python tools/train.py configs/vggsound_pretrained_10k.py
#   python tools/test.py configs/vggsound_pretrained_10k.py \
#       work_dirs/vggsound_pretrained_10k/epoch_25.pth --protocol oya lvs
#
# Both data roots are in the folder data/; for another folder use --data-root.
_base_ = ['vggsound_pretrained_144k.py']

train_dataloader = dict(
    dataset=dict(ann_file='lists/train_10k.txt', subset_size=10_000)
)

# 10 000 / 8 = 1 250 steps per epoch, 31 250 in all.
