"""Short progress, no dumps; guards that a child config cannot lose."""

import logging

import pytest
from mmengine.config import Config

from mmavloc.engine.console import ConsoleFormatter
from mmavloc.engine.runtime import GUARDS, guard
from mmavloc.registry import HOOKS
from studies.pipeline import COUNT, EPOCH


@pytest.mark.parametrize(
    ('logged', 'shown'),
    [
        (
            'Epoch(train) [2][ 50/100]  base_lr: 1.0e-04 lr: 1.0e-05  '
            'eta: 0:03:20  time: 0.2  data_time: 0.1  loss: 0.4123',
            'epoch 2/5 step 50/100 loss 0.412 left 3 min',
        ),
        (
            'Iter(train) [  50/1000]  eta: 1 day, 2:00:00  loss: 0.5',
            'step 50/1000 loss 0.500 left 26.0 h',
        ),
        (
            'Epoch(test) [10/28]    eta: 0:00:09  time: 0.1  data_time: 0.1',
            'test 10/28 left 9 s',
        ),
        (
            'Epoch(val) [1][4/4]    potential/cIoU: 40.0000  '
            'localization/cIoU: 51.2345  data_time: 0.1  time: 0.3',
            'validation: localization/cIoU 51.2 potential/cIoU 40.0',
        ),
    ],
)
def test_progress_is_short_and_can_be_followed(logged, shown):
    record = logging.LogRecord('x', logging.INFO, '', 0, logged, (), None)
    line = ConsoleFormatter(lambda: 5).format(record)
    assert line == shown
    if shown.startswith('epoch'):
        assert EPOCH.match(line).groups() == ('2', '5', '50', '100', '0.412')
    if shown.startswith('test'):
        assert COUNT.match(line).groups() == ('10', '28')


def test_a_child_config_keeps_the_guards():
    cfg = Config(
        dict(
            custom_hooks=[
                dict(type='EMAHook'),
                dict(type='EnoughClipsHook'),  # the former name
                dict(type='FiniteLossHook', interval=7),
            ]
        )
    )
    guard(cfg)
    kinds = [hook['type'] for hook in cfg.custom_hooks]
    assert kinds[:3] == ['EMAHook', 'EnoughClipsHook', 'FiniteLossHook']
    assert cfg.custom_hooks[2]['interval'] == 7
    assert sorted(kinds[3:]) == ['MatchingCheckpointHook', 'SkippedClipsHook']
    bare = Config(dict())
    guard(bare)
    assert [hook['type'] for hook in bare.custom_hooks] == list(GUARDS)


@pytest.mark.parametrize(
    ('old', 'new'),
    [
        ('LateScalarsHook', 'DeferredLossLoggingHook'),
        ('EnoughClipsHook', 'NonEmptyLoaderHook'),
        ('ValidationHook', 'RestoreRngHook'),
        ('SelectionHook', 'TestSelectionStampHook'),
    ],
)
def test_former_names_resolve(old, new, caplog):
    assert issubclass(HOOKS.get(old), HOOKS.get(new))
    assert isinstance(HOOKS.build(dict(type=old)), HOOKS.get(new))
