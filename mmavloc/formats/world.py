"""Files that describe a synthetic data set: settings and objects.

``world.json`` holds the generator's version and settings. It is written last,
so that a folder without it is unfinished. ``truth.json`` lists the objects of
each clip and their places.
"""

import json
from pathlib import Path

VERSION = 3  # of the generator of SoundingShapes
WORLD_FILE, TRUTH_FILE = 'world.json', 'truth.json'
MAKE = 'python tools/make_sounding_shapes.py'


def read_manifest(path: Path) -> dict:
    """Read the settings that a data set was generated with.

    Raises:
        ValueError: the file holds no settings.
    """
    try:
        found = json.loads(path.read_text(encoding='utf-8'))
    except (ValueError, OSError) as error:
        raise ValueError(
            f'{path}: cannot be read as settings of a SoundingShapes data '
            f'set ({error}); remove the folder and generate it again'
        ) from None
    if not isinstance(found, dict) or 'version' not in found:
        raise ValueError(
            f'{path}: holds no settings of a SoundingShapes data set; remove '
            'the folder and generate it again'
        )
    return found


def check_world(root: str | Path) -> dict:
    """Read the settings of a finished data set of this version.

    Raises:
        FileNotFoundError: the folder holds no finished data set.
        ValueError: the data set is of another version.
    """
    root = Path(root)
    if not (root / WORLD_FILE).is_file():
        raise FileNotFoundError(
            f'{root}: holds no finished SoundingShapes data set; generate it '
            f'with: {MAKE} {root}'
        )
    found = read_manifest(root / WORLD_FILE)
    if found['version'] != VERSION:
        raise ValueError(
            f'{root} holds SoundingShapes of version {found["version"]}, and '
            f'this release reads version {VERSION}; generate it in another '
            f'folder with: {MAKE} FOLDER'
        )
    return found


def check_world_around(root: str | Path) -> int | None:
    """Check the world that a folder is a part of, if it is of one.

    Returns:
        Its version; None for a folder of other data.

    Raises:
        FileNotFoundError, ValueError: see :func:`check_world`.
    """
    world = Path(root).parent
    if not any(world.glob(f'{WORLD_FILE}*')):
        return None
    return check_world(world)['version']


def read_truth(root: str | Path) -> dict[str, dict]:
    """Read the objects of each clip: clip id -> ``split``, ``objects``."""
    return json.loads(Path(root, TRUTH_FILE).read_text(encoding='utf-8'))
