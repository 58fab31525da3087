"""Visual sound source localization on MMEngine."""

from .utils import checkpoint as _checkpoint
from .version import __version__

_checkpoint.install()

__all__ = ['__version__']
