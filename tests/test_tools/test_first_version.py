"""A training of the first version goes on: its hooks, its checkpoint."""

import copyreg
import sys
import types

import torch
from mmengine.config import Config, DictAction
from mmengine.logging import HistoryBuffer
from mmengine.registry import init_default_scope

from mmavloc.engine.checkpoint import load_plain
from mmavloc.engine.runner import ConsoleRunner
from mmavloc.engine.runtime import guard
from tests.paths import REPO

from .conftest import tiny_options

HOOKS = 'EnoughClips', 'FiniteLoss', 'MatchingCheckpoint', 'SkippedClips'


def config(flickr, work_dir, epochs):
    """A config with the hooks as the first version named them."""
    cfg = Config.fromfile(REPO / 'configs/unsup_pretrained_10k.py')
    options = (option.split('=', 1) for option in tiny_options(flickr))
    parse = DictAction._parse_iterable
    cfg.merge_from_dict({key: parse(value) for key, value in options})
    cfg.default_hooks.runtime_info = dict(type='LateScalarsHook')
    cfg.custom_hooks = [dict(type=f'{name}Hook') for name in HOOKS]
    cfg.train_cfg.max_epochs = epochs
    cfg.experiment_name = f'first_version_{epochs}'
    cfg.work_dir = str(work_dir)
    for part in ('validation', 'test_dataloader', 'test_evaluator'):
        cfg.pop(part, None)
    cfg.pop('test_cfg', None)
    guard(cfg)
    return cfg


def save_as_first_version(checkpoint, path, monkeypatch):
    """Store log buffers as calls of a function whose module is gone."""

    def rebuild_history(*_):
        raise AssertionError('is looked up by name only')

    module = types.ModuleType('mmavloc.utils.checkpoint')
    module.rebuild_history = rebuild_history
    rebuild_history.__module__ = module.__name__
    rebuild_history.__qualname__ = 'rebuild_history'

    def reduce(buffer):
        series = (torch.as_tensor(part.copy()) for part in buffer.data)
        return rebuild_history, (*series, buffer.max_length)

    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        patch.setitem(copyreg.dispatch_table, HistoryBuffer, reduce)
        torch.save(checkpoint, path)
    assert b'mmavloc.utils.checkpoint' in path.read_bytes()


def test_a_training_is_resumed(flickr, tmp_path, monkeypatch):
    init_default_scope('mmavloc')
    monkeypatch.setattr('logging.raiseExceptions', False)
    ConsoleRunner.from_cfg(config(flickr, tmp_path, 1)).train()
    checkpoint = load_plain(str(tmp_path / 'epoch_1.pth'))
    old = tmp_path / 'old.pth'
    save_as_first_version(checkpoint, old, monkeypatch)

    cfg = config(flickr, tmp_path / 'resumed', 2)
    cfg.resume, cfg.load_from = True, str(old)
    runner = ConsoleRunner.from_cfg(cfg)
    runner.train()
    steps = checkpoint['meta']['iter']
    assert (runner.epoch, runner.iter) == (2, 2 * steps)
    states = runner.optim_wrapper.optimizer.state.values()
    assert {int(state['step']) for state in states} == {2 * steps}
    logged = runner.message_hub.get_scalar('train/loss').data[0]
    kept = checkpoint['message_hub']['log_scalars']['train/loss'].data[0]
    assert len(logged) == 2 * steps
    assert (logged[:steps] == kept).all()
