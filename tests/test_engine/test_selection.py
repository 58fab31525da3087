"""What a checkpoint says about its choice goes where it goes."""

import logging
from types import SimpleNamespace

import pytest

from mmavloc.engine.hooks import TestSelectionStampHook
from mmavloc.evaluation.metrics import ConsensusIoU


def runner(*metrics, **metainfo):
    return SimpleNamespace(
        logger=logging.getLogger('test'),
        test_loop=SimpleNamespace(
            evaluator=SimpleNamespace(metrics=list(metrics)),
            dataloader=SimpleNamespace(
                dataset=SimpleNamespace(metainfo=metainfo)
            ),
        ),
    )


@pytest.mark.parametrize('checkpoint', [{}, {'meta': None}, {'meta': {}}])
def test_an_honest_training_is_left_alone(checkpoint):
    hook, metric = TestSelectionStampHook(), ConsensusIoU()
    hook.after_load_checkpoint(None, checkpoint)
    saved = {'meta': {}}
    hook.before_save_checkpoint(None, saved)
    hook.before_test(runner(metric))
    assert saved == {'meta': {}} and metric.stamp == {}


def test_what_was_chosen_by_the_test_stays_so():
    hook, metric, other = TestSelectionStampHook(), ConsensusIoU(), object()
    hook.after_load_checkpoint(None, {'meta': {'selected_on': 'test'}})
    hook.after_load_checkpoint(None, {'meta': {}})  # and does not wash off
    saved = {'meta': {'epoch': 1}}
    hook.before_save_checkpoint(None, saved)
    assert saved['meta'] == {'epoch': 1, 'selected_on': 'test'}
    hook.before_test(runner(metric, other))
    assert metric.stamp == {'selected_on': 'test'}
