"""Data sets: flat dicts of paths and boxes, and how to batch them."""

from .class_images import ClassImages
from .collate import collate_clips
from .concat_and_localize import ConcatAndLocalize
from .errors import UnreadableClip, UnreadableMediaError
from .flickr_soundnet import FlickrSoundNet
from .packed import PackedClips
from .samplers import ShardShuffleSampler
from .sounding_shapes import SoundingShapes
from .transforms import *  # noqa: F403  registers the transforms
from .type_ab import TypeAB

__all__ = [
    'ClassImages',
    'ConcatAndLocalize',
    'FlickrSoundNet',
    'PackedClips',
    'ShardShuffleSampler',
    'SoundingShapes',
    'TypeAB',
    'UnreadableClip',
    'UnreadableMediaError',
    'collate_clips',
]
