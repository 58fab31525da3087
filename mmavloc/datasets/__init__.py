"""Data sets: flat dicts of paths and boxes, and how to batch them."""

from .avsbench import AVSBench
from .class_images import ClassImages
from .collate import collate_clips
from .concat_and_localize import ConcatAndLocalize
from .errors import UnreadableClip, UnreadableMediaError
from .flickr_soundnet import FlickrSoundNet
from .is3 import IS3
from .listed_clips import ListedClips
from .media_folder import MediaFolder
from .music import MUSIC
from .packed import PackedClips
from .samplers import ShardShuffleSampler
from .sounding_shapes import SoundingShapes
from .transforms import *  # noqa: F403  registers the transforms
from .type_ab import TypeAB
from .vggsound import VGGSound
from .vggss import VGGSS

__all__ = [
    'AVSBench',
    'ClassImages',
    'ConcatAndLocalize',
    'FlickrSoundNet',
    'IS3',
    'ListedClips',
    'MUSIC',
    'MediaFolder',
    'PackedClips',
    'ShardShuffleSampler',
    'SoundingShapes',
    'TypeAB',
    'UnreadableClip',
    'UnreadableMediaError',
    'VGGSS',
    'VGGSound',
    'collate_clips',
]
