"""Weights to pass on: a state dict with its config, and nothing else."""

import hashlib
import json
from pathlib import Path

from mmengine.config import Config
from safetensors.torch import save
from torch import nn

from mmavloc.formats.atomic import write_bytes

DIGITS = 8  # of the SHA-256 in the name


def publish_model(
    model: nn.Module, cfg: Config, steps: list[dict], out: str | Path
) -> tuple[Path, str]:
    """Write a model for ``SoundLocalizationInferencer``.

    Optimizer, log buffers, data paths and commands of the training stay
    behind. The file is read without executing anything.

    Args:
        model: with its weights.
        cfg: whose ``model`` it is.
        steps: the transforms that it is tested with.
        out: name of the file, ``.safetensors``; eight digits of its SHA-256
            are put before the suffix.

    Returns:
        The file's path, and its SHA-256.

    Raises:
        ValueError: another suffix.
    """
    out = Path(out)
    if out.suffix != '.safetensors':
        raise ValueError(f'{out}: want a name that ends in .safetensors')
    config = {
        'default_scope': 'mmavloc',
        'model': Config(dict(model=cfg.model)).to_dict()['model'],
        'test_pipeline': [dict(step) for step in steps],
    }
    weights = {
        name: tensor.detach().cpu().contiguous().clone()
        for name, tensor in model.state_dict().items()
    }
    content = save(weights, {'config': json.dumps(config)})
    digest = hashlib.sha256(content).hexdigest()
    path = out.with_name(f'{out.stem}-{digest[:DIGITS]}{out.suffix}')
    write_bytes(path, content)
    return path, digest
