"""Weights of somebody else's network, checked before they are believed."""

from urllib.error import URLError

from mmengine.logging import print_log
from mmengine.runner import CheckpointLoader
from torch import nn


def init_from_file(module: nn.Module, init_cfg: dict) -> None:
    """Load a ``Pretrained`` file; every parameter of ``module`` must be in it.

    The file may hold more (later layers, a classifier): a backbone is cut
    from a larger network. MMEngine's own initializer would also accept a file
    that holds none of the names, and leave the network random.

    Args:
        module: the network, whose names are those of the file.
        init_cfg: ``dict(type='Pretrained', checkpoint=FILE or URL,
            prefix=None)``; ``prefix`` picks a part of a larger model's
            checkpoint, such as ``'backbone.'``.

    Raises:
        ValueError: another kind of initializer, a file of another network, or
            one that cannot be fetched.
    """
    if init_cfg.get('type') != 'Pretrained' or 'checkpoint' not in init_cfg:
        raise ValueError(
            f'{type(module).__name__} got init_cfg={init_cfg!r} and wants '
            "dict(type='Pretrained', checkpoint=FILE)"
        )
    path = init_cfg['checkpoint']
    try:
        weights = CheckpointLoader.load_checkpoint(path, map_location='cpu')
    except URLError as error:
        raise ValueError(
            f'{path}: cannot be fetched ({error.reason}); without a network '
            'name a local file in the same naming, such as --cfg-options '
            'model.image_backbone.init_cfg.checkpoint=FILE (a saliency map: '
            'model.classifier.init_cfg.checkpoint=FILE)'
        ) from None
    if isinstance(weights, dict) and 'state_dict' in weights:
        weights = weights['state_dict']
    prefix = init_cfg.get('prefix') or ''
    if prefix and not prefix.endswith('.'):
        prefix += '.'
    wanted = module.state_dict()
    found = {
        name[len(prefix) :]: value
        for name, value in weights.items()
        if name.startswith(prefix)
    }
    # Counters of batch norm may be absent from older files; they do not act.
    missing = [
        name
        for name in wanted
        if name not in found and not name.endswith('num_batches_tracked')
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
        raise ValueError(
            f'{path} holds no weights for this '
            f'{type(module).__name__}: {problem}; '
            f'the file starts with {next(iter(weights), "nothing")!r}; name '
            'the checkpoint of the same network, or set init_cfg=None to '
            'start from random weights'
        )
    module.load_state_dict(
        {name: found.get(name, value) for name, value in wanted.items()}
    )
    print_log(
        f'{type(module).__name__}: {len(wanted)} tensors from {path}',
        logger='current',
    )
