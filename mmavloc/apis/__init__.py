"""Functions that tools and notebooks call."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import pick_clips, write_report

__all__ = ['pick_clips', 'write_report']


def __getattr__(name: str):
    """Import on demand, because processes that decode media need no models."""
    if name in __all__:
        from . import report

        return getattr(report, name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
