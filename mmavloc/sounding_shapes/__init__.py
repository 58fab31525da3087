"""SoundingShapes: a synthetic data set whose ground truth is known.

Objects of the able classes can sound: such a class has an appearance and a
sound. Objects of the silent classes have an appearance only. The clips are
written in the layout of Flickr-SoundNet and are read by the same code.
"""

from .composition import ABLE, CLASSES, SILENT
from .scenes import SPLITS
from .writer import WorldSettings, make_world

__all__ = [
    'ABLE',
    'CLASSES',
    'SILENT',
    'SPLITS',
    'WorldSettings',
    'make_world',
]
