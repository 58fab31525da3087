"""Provenance of a result: config, weights, versions and command."""

import platform
import shlex
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mmengine.config import Config

from mmavloc.engine.weights import local_file, sha256
from mmavloc.version import __version__

LIBRARIES = ('torch', 'torchvision', 'mmengine', 'numpy', 'librosa', 'timm')


def flat(node: object, name: str = '') -> Iterator[tuple[str, object]]:
    """Yield the values of nested settings, as pairs of dotted key and value.

    Args:
        node: mappings and lists, nested.
        name: key of the node itself.
    """
    if isinstance(node, Mapping):
        pairs = list(node.items())
    elif isinstance(node, list | tuple):
        pairs = list(enumerate(node))
    else:
        yield name, node
        return
    for key, value in pairs:
        yield from flat(value, f'{name}.{key}' if name else str(key))


def is_of_tests(key: str) -> bool:
    """Return whether a dotted key of the model has effect in tests only.

    The name of such a setting begins with ``test_``.
    """
    return key.rpartition('.')[2].startswith('test_')


def settings_of_tests(cfg: Config) -> dict[str, object]:
    """Return the model's settings that have effect in tests only."""
    model = flat({'model': cfg.get('model')})
    return {key: value for key, value in model if is_of_tests(key)}


def provenance(cfg: Config, checkpoint: str | None) -> dict:
    """Describe a test run.

    Args:
        cfg: the tested config.
        checkpoint: the file of the weights, if any.

    Returns:
        Config, checkpoint and its SHA-256, the model's settings that have
        effect in tests only, seed, versions, data root, date (UTC) and
        command.
    """
    versions = {'mmavloc': __version__, 'python': platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    file = Path(local_file(checkpoint)) if checkpoint else None
    return {
        'config': cfg.filename,
        'checkpoint': checkpoint,
        'checkpoint_sha256': sha256(file) if file and file.is_file() else None,
        'test_settings': settings_of_tests(cfg),
        'seed': (cfg.get('randomness') or {}).get('seed'),
        'versions': versions,
        'data_root': cfg.get('data_root'),
        'date': datetime.now(timezone.utc).isoformat(timespec='seconds'),
        'command': shlex.join(sys.argv),
    }
