"""Check the keys of ``--cfg-options``: each must be one that is read.

A key is accepted if the config has it, if the class that its section builds
takes an argument of that name, or if MMEngine's Runner reads it. In a section
without a known class every key is accepted.
"""

import difflib
import inspect
from collections.abc import Callable

from mmengine.config import Config

from .modules import all_registries

# Keys that the Runner reads in addition to its own arguments.
RUNNER_KEYS = {
    'activation_checkpointing',
    'compile',
    'custom_imports',
    'efficient_conv_bn_eval',
    'find_unused_parameters',
    'model_wrapper_cfg',
    'runner_type',
    'sync_bn',
}
OUR_KEYS = {'validation', 'data_root'}
PARAMWISE = {
    'base_lr_mult',
    'bias_decay_mult',
    'bias_lr_mult',
    'bypass_duplicate',
    'custom_keys',
    'dcn_offset_lr_mult',
    'dwconv_decay_mult',
    'flat_decay_mult',
    'norm_decay_mult',
}
LOADER = {
    'batch_sampler',
    'collate_fn',
    'dataset',
    'disable_subprocess_warning',
    'num_batch_per_epoch',
    'sampler',
    'worker_init_fn',
}
# Keys that every dict of a registered class may have.
BUILT = {'type', '_scope_', '_delete_'}
Known = set[str] | None  # None: anything is accepted


def check_keys(cfg: Config, options: dict) -> None:
    """Check the dotted keys of ``--cfg-options`` against a config.

    Raises:
        ValueError: nothing reads a key; the message suggests a similar one.
            Or a value is text where the config builds an object.
    """
    for key, value in options.items():
        _check(cfg, key, value)


def _check(cfg: Config, key: str, value: object) -> None:
    node: object = cfg._cfg_dict
    path: list[str] = []
    parts = key.split('.')
    for depth, part in enumerate(parts):
        where = '.'.join(path)
        if isinstance(node, list | tuple):
            if not part.isdigit() or int(part) >= len(node):
                raise ValueError(
                    f'--cfg-options {key}: {where} is a list of {len(node)}; '
                    f'want {where}.0 to {where}.{len(node) - 1}'
                )
            node = node[int(part)]
        elif isinstance(node, dict):
            if part not in node:
                _accept(node, path, part, key)
                return
            node = node[part]
        elif node is None and depth:
            return  # a section that the config switched off
        else:
            raise ValueError(
                f'--cfg-options {key}: {where} is {node!r} and has no keys'
            )
        path.append(part)
    if isinstance(node, dict) and 'type' in node and isinstance(value, str):
        raise ValueError(
            f'--cfg-options {key}={value}: {key} is built from several keys; '
            f'set them one by one, such as {key}.type=NAME, and '
            f'{key}._delete_=True to drop those of {node["type"]}'
        )


def _accept(node: dict, path: list[str], part: str, key: str) -> None:
    """Check a key that a section does not have yet."""
    known = _known(node, path)
    if known is None or part in known:
        return
    near = difflib.get_close_matches(part, sorted(known | set(node)), 1)
    section = '.'.join(path) or 'the config'
    reads = ', '.join(sorted(known | set(node)))
    hint = (
        f'did you mean {".".join([*path, near[0]])}?'
        if near
        else f'want one of {reads}'
    )
    raise ValueError(
        f'--cfg-options {key}: nothing in {section} reads {part!r}; {hint}'
    )


def _known(node: dict, path: list[str]) -> Known:
    """Return the keys that a section of the config may have."""
    from mmengine.runner import Runner

    if not path:
        named = _arguments(Runner.__init__) or set()
        return (named - {'cfg'}) | RUNNER_KEYS | OUR_KEYS
    last, outer = path[-1], path[-2] if len(path) > 1 else ''
    if kind := node.get('type'):
        known = _built_by(kind)
        if known is None:
            return None
        # keys of the registry, in addition to the arguments of the class
        known = known | BUILT
        if last == 'optim_wrapper':
            known |= {'constructor', 'paramwise_cfg', 'optimizer'}
        if 'init_cfg' in known or last == 'model':
            known |= {'init_cfg'}
        return known
    return _of_runner(node, last, outer)


def _of_runner(node: dict, last: str, outer: str) -> Known:
    """Return the keys of a section without ``type``, by its name."""
    from mmengine import runner
    from mmengine.optim import OptimWrapper
    from torch.utils.data import DataLoader

    loops = {
        'train_cfg': runner.EpochBasedTrainLoop
        if node.get('by_epoch', True)
        else runner.IterBasedTrainLoop,
        'val_cfg': runner.ValLoop,
        'test_cfg': runner.TestLoop,
    }
    if last in loops:
        known = _arguments(loops[last]) or set()
        extra = {'by_epoch'} if last == 'train_cfg' else set()
        return (known - {'runner', 'dataloader', 'evaluator'}) | extra | BUILT
    if last.endswith('_dataloader'):
        return (_arguments(DataLoader) or set()) | LOADER | BUILT
    if last == 'optim_wrapper':
        known = _arguments(OptimWrapper) or set()
        return known | {'constructor', 'paramwise_cfg', 'optimizer'} | BUILT
    if last == 'paramwise_cfg':
        return PARAMWISE
    if last == 'log_processor':
        return (_arguments(runner.LogProcessor) or set()) | BUILT
    if last == 'randomness':
        return _arguments(runner.Runner.set_randomness) or set()
    if last == 'auto_scale_lr':
        return {'enable', 'base_batch_size'}
    if last == 'env_cfg':
        return {'cudnn_benchmark', 'mp_cfg', 'dist_cfg', 'resource_limit'}
    if last == 'validation':
        return {'val_dataloader', 'val_evaluator', 'val_cfg'}
    return None


def _built_by(kind: object) -> Known:
    """Return the arguments of the class that ``type`` names."""
    if callable(kind):
        return _arguments(kind)
    names: set[str] = set()
    for registry in all_registries():
        if found := registry.get(str(kind)):
            taken = _arguments(found)
            if taken is None:
                return None
            names |= taken
    return names or None


def _arguments(built: Callable) -> Known:
    """Return the argument names of a class or function; None for any.

    The arguments of a class with ``**kwargs`` include those of its bases.
    """
    if not inspect.isclass(built):
        found = _named(built)
        return None if found[1] else found[0]
    names: set[str] = set()
    for base in built.__mro__:
        if '__init__' not in vars(base):
            continue
        if base is object:
            break
        own, more = _named(base.__init__)
        names |= own
        if not more:
            return names
    return names or None


def _named(function: Callable) -> tuple[set[str], bool]:
    """Return a function's argument names and whether it has ``**kwargs``."""
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return set(), True
    names = {
        p.name
        for p in given
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    }
    return names - {'self'}, any(p.kind == p.VAR_KEYWORD for p in given)
