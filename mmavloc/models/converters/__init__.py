"""Weights of other code bases: parameter names and loading.

:mod:`.key_maps` has an entry for each naming scheme of one network.
:func:`init_from_file` loads a file by its entry; it implements
``init_cfg=dict(type='Pretrained', checkpoint=FILE)``.

:mod:`.table` has an entry for each method whose authors released whole
checkpoints. ``mmavloc convert METHOD FILE --out OUT`` writes one as a
checkpoint of this project. ``METHOD://FILE`` loads it without conversion
and can be given in place of any checkpoint (``METHOD://FILE,FILE`` for a
release of several files).
"""

from mmengine.runner import CheckpointLoader

from .key_maps import KEY_MAPS, KeyMap
from .load import convert, init_from_file
from .released import Part, Released
from .table import RELEASED, convert_released

__all__ = [
    'KEY_MAPS',
    'KeyMap',
    'Part',
    'RELEASED',
    'Released',
    'convert',
    'convert_released',
    'init_from_file',
]


@CheckpointLoader.register_scheme(
    prefixes=[f'{method}://' for method in RELEASED]
)
def load_from_released(filename: str, map_location=None) -> dict:
    """Load ``METHOD://FILE`` or ``METHOD://FILE,FILE`` for MMEngine."""
    method, paths = filename.split('://', 1)
    several = len(RELEASED[method].files) > 1
    files = paths.split(',') if several else [paths]
    return {'state_dict': convert_released(method, *files)}
