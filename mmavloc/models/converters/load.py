"""Load a checkpoint of another code base and check that it fits."""

import re
from dataclasses import replace

from mmengine.logging import print_log
from mmengine.runner import CheckpointLoader
from torch import Tensor, nn

from mmavloc.engine.weights import DownloadError

from .key_maps import KEY_MAPS, KeyMap


def convert(checkpoint: dict, key_map: KeyMap) -> dict[str, Tensor]:
    """Return a checkpoint's state dict under our names.

    Raises:
        ValueError: the checkpoint lacks the map's container.
    """
    if key_map.container:
        if key_map.container not in checkpoint:
            raise ValueError(
                f'it has no key {key_map.container!r}; its first key is '
                f'{next(iter(checkpoint), "nothing")!r}'
            )
        checkpoint = checkpoint[key_map.container]
    named = ((key_map.rename(name), t) for name, t in checkpoint.items())
    return {name: tensor for name, tensor in named if name is not None}


def init_from_file(module: nn.Module, init_cfg: dict) -> None:
    """Load a ``Pretrained`` file; every parameter of ``module`` must be in it.

    The file may contain more parameters, such as later layers. MMEngine's own
    initializer also accepts a file that has none of the parameters, which
    leaves the network random.

    Args:
        module: the network.
        init_cfg: ``dict(type='Pretrained', checkpoint=FILE or URL,
            prefix=None, key_map=None, leave=None)``. ``key_map`` names an
            entry of ``KEY_MAPS``; by default ``mmengine`` for a file with a
            ``state_dict``, else ``plain``. ``prefix`` picks a part of a larger
            model's checkpoint, such as ``'backbone.'``. ``leave`` begins the
            names of parameters that keep their start, such as ``'conv1.'`` of
            a network of other channels.

    Raises:
        ValueError: another kind of initializer, an unknown key map, a file of
            another network, or a URL that cannot be downloaded.
    """
    if init_cfg.get('type') != 'Pretrained' or 'checkpoint' not in init_cfg:
        raise ValueError(
            f'{type(module).__name__} got init_cfg={init_cfg!r}, expected '
            "dict(type='Pretrained', checkpoint=FILE)"
        )
    path = init_cfg['checkpoint']
    checkpoint = _read(path)
    key_map = _choose(checkpoint, init_cfg)
    try:
        found = convert(checkpoint, key_map)
    except ValueError as error:
        raise ValueError(
            f'{path} does not match key_map={init_cfg.get("key_map")!r}: '
            f'{error}'
        ) from None
    leave = init_cfg.get('leave')
    wanted = {
        name: value
        for name, value in module.state_dict().items()
        if not (leave and name.startswith(leave))
    }
    missing = [
        name
        for name in wanted
        if name not in found and not re.search(key_map.ignorable, name)
    ]
    differing = [
        f'{name} {tuple(found[name].shape)} instead of {tuple(value.shape)}'
        for name, value in wanted.items()
        if name in found and found[name].shape != value.shape
    ]
    if missing or differing:
        problem = (
            f'{len(missing)} of {len(wanted)} parameters are missing, '
            f'first {missing[0]}'
            if missing
            else f'{len(differing)} shapes differ, first {differing[0]}'
        )
        held = checkpoint.get(key_map.container) or checkpoint
        raise ValueError(
            f'{path} contains no weights for this '
            f'{type(module).__name__}: {problem}; '
            f'the file starts with {next(iter(held), "nothing")!r}; name '
            'the checkpoint of the same network, or set init_cfg=None to '
            'start from random weights'
        )
    module.load_state_dict(
        module.state_dict()
        | {name: found.get(name, value) for name, value in wanted.items()}
    )
    print_log(
        f'{type(module).__name__}: {len(wanted)} tensors from {path}',
        logger='current',
    )


def _read(path: str) -> dict:
    """Read a checkpoint, as data only."""
    # Makes MMEngine's loader, which also knows URLs, refuse code.
    import mmavloc.engine.checkpoint  # noqa: F401

    try:
        return CheckpointLoader.load_checkpoint(path, map_location='cpu')
    except DownloadError as error:
        raise ValueError(
            f'{path}: {error}; without internet '
            'access name a local file with the same parameter names, such as '
            '--cfg-options model.image_backbone.init_cfg.checkpoint=FILE (for '
            'a saliency model: model.classifier.init_cfg.checkpoint=FILE)'
        ) from None


def _choose(checkpoint: dict, init_cfg: dict) -> KeyMap:
    """Return the key map of a file, with the prefix of ``init_cfg``."""
    name = init_cfg.get('key_map')
    if name is None:
        name = 'mmengine' if 'state_dict' in checkpoint else 'plain'
    if name not in KEY_MAPS:
        raise ValueError(
            f'key_map={name!r}: expected one of {", ".join(KEY_MAPS)}'
        )
    prefix = init_cfg.get('prefix') or ''
    if prefix and not prefix.endswith('.'):
        prefix += '.'
    key_map = KEY_MAPS[name]
    return replace(key_map, prefix=prefix) if prefix else key_map
