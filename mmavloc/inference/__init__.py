"""Localize the sound in media of one's own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .inferencer import SoundLocalizationInferencer
    from .result import Localization

__all__ = ['Localization', 'SoundLocalizationInferencer']
HOMES = {
    'Localization': 'result',
    'SoundLocalizationInferencer': 'inferencer',
}


def __getattr__(name: str):
    """Import on demand, so that one part does not load the others."""
    if name in HOMES:
        from importlib import import_module

        return getattr(import_module(f'{__name__}.{HOMES[name]}'), name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
