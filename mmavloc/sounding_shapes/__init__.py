"""SoundingShapes: a small world whose truth is known.

Objects have a look and a voice; furniture has a look only. Scenes are written
in Flickr-SoundNet's layout, so that what reads one reads the other.
"""

from .scenes import ABLE, CLASSES, FURNITURE, SPLITS
from .writer import WorldSettings, make_world

__all__ = [
    'ABLE',
    'CLASSES',
    'FURNITURE',
    'SPLITS',
    'WorldSettings',
    'make_world',
]
