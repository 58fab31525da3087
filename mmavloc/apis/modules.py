"""Import of all registered classes at once."""

from collections.abc import Iterator

from mmengine.registry import Registry, init_default_scope

from mmavloc import registry


def register_all_modules() -> None:
    """Import every registered class and make mmavloc the default scope.

    For notebooks and scripts; the Runner does this itself.
    """
    for found in all_registries():
        found.import_from_location()
    init_default_scope('mmavloc')


def all_registries() -> Iterator[Registry]:
    """Yield the registries of this project."""
    for found in vars(registry).values():
        if isinstance(found, Registry):
            yield found
