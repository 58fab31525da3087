"""Transforms of a pipeline: load, resize, crop, flip, draw, pack.

They can be combined with MMCV's transforms.
"""

import mmcv.transforms  # noqa: F401  registers them

from .audio import LoadAudio
from .consensus import DrawConsensus
from .geometry import (
    CenterCrop,
    FlipImage,
    RandomCrop,
    Resize,
    ResizeShorterSide,
)
from .image import LoadImage, LoadSideBySide
from .jitter import JitterImage
from .pack import PackAVInputs
from .resize_tensor import ResizeTensor
from .views import MakeViews

__all__ = [
    'CenterCrop',
    'DrawConsensus',
    'FlipImage',
    'JitterImage',
    'LoadAudio',
    'LoadImage',
    'LoadSideBySide',
    'MakeViews',
    'PackAVInputs',
    'RandomCrop',
    'Resize',
    'ResizeShorterSide',
    'ResizeTensor',
]
