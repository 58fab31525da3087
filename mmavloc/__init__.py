"""Visual sound source localization on MMEngine.

Importing this loads nothing else; the registries fill themselves when the
first class is built (see :mod:`mmavloc.registry`).
"""

from .version import __version__

__all__ = ['__version__']
