"""Weights of other code bases: what a file calls ours, and loading it.

:mod:`.key_maps` has an entry for each kind of checkpoint, and
:func:`init_from_file` loads a file by its entry, as
``init_cfg=dict(type='Pretrained', checkpoint=FILE)`` asks.
"""

from .key_maps import KEY_MAPS, KeyMap
from .load import convert, init_from_file

__all__ = ['KEY_MAPS', 'KeyMap', 'convert', 'init_from_file']
