"""Visual sound source localization on MMEngine.

Importing this loads nothing else; the registries fill themselves when the
first class is built (see :mod:`mmavloc.registry`).
"""

from typing import TYPE_CHECKING

from .version import __version__

if TYPE_CHECKING:
    from .inference import SoundLocalizationInferencer

__all__ = ['SoundLocalizationInferencer', '__version__']


def __getattr__(name: str):
    """Import on demand: most of the package needs no inference."""
    if name == 'SoundLocalizationInferencer':
        from .inference import SoundLocalizationInferencer

        return SoundLocalizationInferencer
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
