"""Heads: features in, maps out."""

from .potential_head import PotentialHead
from .selection_head import SelectionHead
from .sound_head import SoundHead

__all__ = ['PotentialHead', 'SelectionHead', 'SoundHead']
