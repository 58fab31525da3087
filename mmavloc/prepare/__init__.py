"""From what people have (videos, or pictures and sounds) to a data set."""

from .clip import SECONDS, Settings, prepare_clip
from .decode.sound import RATE
from .errors import OutputError, RejectedError
from .run import Summary, check_folders, prepare
from .sources import (
    METADATA,
    NAMES,
    WORK,
    ClipSource,
    Found,
    Rates,
    find_clips,
    read_rates,
)

__all__ = [
    'METADATA',
    'NAMES',
    'RATE',
    'SECONDS',
    'WORK',
    'ClipSource',
    'Found',
    'OutputError',
    'Rates',
    'RejectedError',
    'Settings',
    'Summary',
    'check_folders',
    'find_clips',
    'prepare',
    'prepare_clip',
    'read_rates',
]
