"""Which version of the synthetic data results were computed on."""

from collections.abc import Mapping
from pathlib import Path

from .files import read_results


def version_of(results: Mapping[str, Mapping[str, dict]]) -> set[int]:
    """Return the versions of SoundingShapes that results carry.

    Those on other data, and those on versions before 3, carry none.
    """
    cells = [cell for split in results.values() for cell in split.values()]
    return {cell['world'] for cell in cells if cell.get('world') is not None}


def check_version(path: str | Path, wanted: int | None) -> None:
    """Refuse results that were computed on other data than wanted.

    Args:
        path: results file.
        wanted: version of SoundingShapes; None for other data.

    Raises:
        ValueError: they carry another version, or none where one is wanted.
    """
    found = version_of(read_results(path))
    if found != ({wanted} if wanted is not None else set()):
        raise ValueError(
            f'{path} was computed on {_named(found)}, and wanted are results '
            f'on {_named({wanted} - {None})}; test again on the same data, '
            'or choose another folder'
        )


def check_table_version(path: str | Path, wanted: int | None) -> None:
    """Refuse results that do not belong into a table, for either reason.

    Args:
        path, wanted: as in :func:`check_version`.

    Raises:
        ValueError: see :func:`check_version`; or the checkpoint was trained
            on another version of SoundingShapes than it was tested on.
    """
    check_version(path, wanted)
    cells = [
        cell
        for split in read_results(path).values()
        for cell in split.values()
    ]
    if found := {c['trained_world'] for c in cells if 'trained_world' in c}:
        raise ValueError(
            f'{path} is of a checkpoint that was trained on {_named(found)}, '
            f'and wanted is one trained on version {wanted}; train it again, '
            'or choose another folder'
        )


def check_same_version(first: str | Path, second: str | Path) -> None:
    """Refuse two results on different versions of the synthetic data.

    Raises:
        ValueError: both files are results and carry different versions, or
            only one carries any.
    """
    found = []
    for path in (first, second):
        try:
            found.append(version_of(read_results(path)))
        except (FileNotFoundError, ValueError):
            return  # scores of saved maps
    if found[0] != found[1]:
        raise ValueError(
            f'{first} was computed on {_named(found[0])} and {second} on '
            f'{_named(found[1])}; want results on the same data'
        )


def _named(versions: set) -> str:
    if not versions:
        return 'other data, or SoundingShapes before version 3'
    return f'version {", ".join(map(str, sorted(versions)))} of SoundingShapes'
