"""SoundingShapes: a small world whose truth is known.

Able classes have a look and a voice, silent classes a look only. Scenes are
written in Flickr-SoundNet's layout, so that what reads one reads the other.
"""

from .casts import ABLE, CLASSES, SILENT
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
