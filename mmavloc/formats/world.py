"""What a made-up world says of itself: its manifest and its truth.

``world.json`` holds the generator's version and settings and is written last,
so that a folder without it is unfinished; ``truth.json`` says what stands
where in each clip.
"""

import json
from pathlib import Path

VERSION = 3  # of the generator of SoundingShapes
WORLD_FILE, TRUTH_FILE = 'world.json', 'truth.json'
MAKE = 'python tools/make_sounding_shapes.py'


def read_manifest(path: Path) -> dict:
    """Read the settings that a world was made with.

    Raises:
        ValueError: the file holds no settings.
    """
    try:
        found = json.loads(path.read_text(encoding='utf-8'))
    except (ValueError, OSError) as error:
        raise ValueError(
            f'{path}: cannot be read as settings of a world ({error}); '
            'remove the folder and make it again'
        ) from None
    if not isinstance(found, dict) or 'version' not in found:
        raise ValueError(
            f'{path}: holds no settings of a world; remove the folder and '
            'make it again'
        )
    return found


def check_world(root: str | Path) -> dict:
    """Read the manifest of a finished world of this version.

    Raises:
        FileNotFoundError: no finished world is there.
        ValueError: it is of another version.
    """
    root = Path(root)
    if not (root / WORLD_FILE).is_file():
        raise FileNotFoundError(
            f'{root}: no finished SoundingShapes there; make it with: {MAKE} '
            f'{root}'
        )
    found = read_manifest(root / WORLD_FILE)
    if found['version'] != VERSION:
        raise ValueError(
            f'{root} holds a SoundingShapes of version {found["version"]} and '
            f'this release reads version {VERSION}; make it in another '
            f'folder with: {MAKE} FOLDER'
        )
    return found


def read_truth(root: str | Path) -> dict[str, dict]:
    """Read what stands where: clip id -> ``split`` and ``objects``."""
    return json.loads(Path(root, TRUTH_FILE).read_text(encoding='utf-8'))
