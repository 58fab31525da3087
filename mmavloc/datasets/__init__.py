"""Data sets, transforms and the collate function.

A data set lists its clips as flat dicts of paths and boxes; a pipeline of
transforms loads them.
"""

from . import transforms
from .avsbench import AVSBench
from .base import ListedClips
from .class_images import ClassImages
from .class_pairs import ClassPairs
from .flickr_soundnet import FlickrSoundNet
from .is3 import IS3
from .loading.collate import collate_clips
from .loading.curriculum import CurriculumSampler
from .loading.errors import UnreadableClip, UnreadableMediaError
from .loading.packed import PackedClips
from .loading.samplers import ShardShuffleSampler
from .media_folder import MediaFolder
from .music import MUSIC
from .sounding_shapes import SoundingShapes
from .vggsound import VGGSound
from .vggss import VGGSS
from .wrappers.concat_and_localize import ConcatAndLocalize
from .wrappers.joined_clips import JoinedClips
from .wrappers.type_ab import TypeAB

__all__ = [
    'AVSBench',
    'ClassImages',
    'ClassPairs',
    'ConcatAndLocalize',
    'CurriculumSampler',
    'FlickrSoundNet',
    'IS3',
    'JoinedClips',
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
    'transforms',
]
