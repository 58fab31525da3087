"""Heads: from features to maps."""

from .cosine_map_head import CosineMapHead
from .object_guidance import ObjectGuidance
from .potential_head import PotentialHead
from .selection_head import SelectionHead
from .sound_head import SoundHead

__all__ = [
    'CosineMapHead',
    'ObjectGuidance',
    'PotentialHead',
    'SelectionHead',
    'SoundHead',
]
