"""Provenance of a result: config, weights, versions and command."""

import hashlib
import platform
import shlex
import sys
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mmengine.config import Config

from mmavloc.version import __version__

LIBRARIES = ('torch', 'torchvision', 'mmengine', 'numpy', 'librosa', 'timm')


def provenance(cfg: Config, checkpoint: str | None) -> dict:
    """Describe a test run.

    Args:
        cfg: the tested config.
        checkpoint: the file of the weights, if any.

    Returns:
        Config, checkpoint and its SHA-256, seed, versions, data root, date
        (UTC) and command.
    """
    versions = {'mmavloc': __version__, 'python': platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    file = Path(checkpoint) if checkpoint else None
    return {
        'config': cfg.filename,
        'checkpoint': checkpoint,
        'checkpoint_sha256': sha256(file) if file and file.is_file() else None,
        'seed': (cfg.get('randomness') or {}).get('seed'),
        'versions': versions,
        'data_root': cfg.get('data_root'),
        'date': datetime.now(timezone.utc).isoformat(timespec='seconds'),
        'command': shlex.join(sys.argv),
    }


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    path = Path(path)
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
