"""Where each benchmark keeps its pictures, sounds and boxes: a file each."""

from .clip_source import WORK, Box, ClipSource, Found
from .files import kind_of, shown
from .find import METADATA, NAMES, find_clips
from .rates import Rates, read_rates

__all__ = [
    'METADATA',
    'NAMES',
    'WORK',
    'Box',
    'ClipSource',
    'Found',
    'Rates',
    'find_clips',
    'kind_of',
    'read_rates',
    'shown',
]
