"""Visual sound source localization on MMEngine."""

from mmavloc.engine import checkpoint as _checkpoint

from .version import __version__

_checkpoint.install()

__all__ = ['__version__']
