"""A small Flickr-SoundNet data set of synthetic clips."""

from mmavloc.datasets import FlickrSoundNet

PIPELINE = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', duration=0.5),
    dict(type='PackAVInputs'),
]


def flickr(root, ann_file='train.txt', **kwargs):
    return FlickrSoundNet(
        data_root=str(root), ann_file=ann_file, pipeline=PIPELINE, **kwargs
    )
