"""Transforms of a pipeline: load, resize, crop, flip, draw, pack.

They can be combined with MMCV's transforms.
"""

import mmcv.transforms  # noqa: F401  registers them

from .audio import LoadAudio
from .augment_audio import (
    GainAudio,
    MixAudio,
    NoiseAudio,
    RoomAudio,
    ShiftAudio,
    SpeedAudio,
)
from .consensus import DrawConsensus
from .flow import LoadFlow
from .geometry import (
    CenterCrop,
    FlipImage,
    RandomCrop,
    Resize,
    ResizeShorterSide,
)
from .groups import LoadGroups
from .image import LoadImage, LoadSideBySide
from .jitter import (
    ColourImage,
    JitterImage,
)
from .pack import PackAVInputs
from .resize_tensor import ResizeTensor
from .scale_audio import ScaleAudio
from .segments import MakeSegments
from .views import MakeViews

__all__ = [
    'CenterCrop',
    'ColourImage',
    'DrawConsensus',
    'FlipImage',
    'GainAudio',
    'JitterImage',
    'LoadAudio',
    'LoadFlow',
    'LoadGroups',
    'LoadImage',
    'LoadSideBySide',
    'MakeSegments',
    'MakeViews',
    'MixAudio',
    'NoiseAudio',
    'PackAVInputs',
    'RandomCrop',
    'Resize',
    'ResizeShorterSide',
    'ResizeTensor',
    'RoomAudio',
    'ScaleAudio',
    'ShiftAudio',
    'SpeedAudio',
]
