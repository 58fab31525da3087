"""Where each benchmark keeps its pictures, sounds and boxes: a file each."""

from .clip_source import WORK, Box, ClipSource, Found
from .files import kind_of, shown
from .find import METADATA, NAMES, find_clips

__all__ = [
    'METADATA',
    'NAMES',
    'WORK',
    'Box',
    'ClipSource',
    'Found',
    'find_clips',
    'kind_of',
    'shown',
]
