"""Provenance of a result: config, weights, versions and command."""

import platform
import shlex
import sys
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mmengine.config import Config

from mmavloc.engine.weights import local_file, sha256
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
    file = Path(local_file(checkpoint)) if checkpoint else None
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
