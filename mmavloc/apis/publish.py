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
    model: nn.Module,
    cfg: Config,
    steps: list[dict],
    out: str | Path,
    half: bool = False,
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
        half: write weights in half precision, which halves the file; they
            are computed with in float32 again.

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
        'model': _without_start(
            Config(dict(model=cfg.model)).to_dict()['model']
        ),
        'test_pipeline': [dict(step) for step in steps],
    }
    weights = {
        name: tensor.detach().cpu().contiguous().clone()
        for name, tensor in model.state_dict().items()
    }
    if half:
        weights = {
            name: tensor.half() if tensor.is_floating_point() else tensor
            for name, tensor in weights.items()
        }
    content = save(weights, {'config': json.dumps(config)})
    digest = hashlib.sha256(content).hexdigest()
    path = out.with_name(f'{out.stem}-{digest[:DIGITS]}{out.suffix}')
    write_bytes(path, content)
    return path, digest


def _without_start(node):
    """Leave out ``init_cfg``: weights are in the file, and paths are ours."""
    if isinstance(node, dict):
        return {
            key: _without_start(value)
            for key, value in node.items()
            if key != 'init_cfg'
        }
    if isinstance(node, list | tuple):
        return [_without_start(value) for value in node]
    return node
