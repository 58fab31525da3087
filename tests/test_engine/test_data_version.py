"""Checkpoints and results say which version of the data they are of."""

import logging
from types import SimpleNamespace

import pytest

from mmavloc.engine.hooks import DataVersionHook, TestSelectionStampHook
from mmavloc.evaluation.metrics import ConsensusIoU, PotentialLift


def data(version):
    return SimpleNamespace(
        dataset=SimpleNamespace(metainfo={'world': version} if version else {})
    )


def runner_of(version, *metrics):
    return SimpleNamespace(
        logger=logging.getLogger('test'),
        test_loop=SimpleNamespace(
            evaluator=SimpleNamespace(metrics=list(metrics)),
            dataloader=data(version),
        ),
    )


def loaded(checkpoint):
    hook = DataVersionHook()
    hook.after_load_checkpoint(None, checkpoint)
    return hook


def of_version(version):
    return {'meta': {'dataset_meta': {'world': version}}}


@pytest.mark.parametrize(
    'old', [{}, {'meta': None}, {'meta': {'dataset_meta': {}}}, of_version(4)]
)
def test_results_carry_the_version_of_their_data(old, caplog):
    hook, metric, other = loaded(old), ConsensusIoU(), PotentialLift()
    hook.before_test(runner_of(4, metric, object(), other))
    assert metric.stamp == other.stamp == {'world': 4}
    assert hook.provenance() == {'world': 4, 'trained_world': hook.trained}
    assert not caplog.text


def test_results_of_a_checkpoint_of_another_version_say_so(caplog):
    hook, metric = loaded(of_version(3)), ConsensusIoU()
    stamp = TestSelectionStampHook(selected_on='test')
    for one in (stamp, hook):  # both are carried
        one.before_test(runner_of(4, metric))
    assert metric.stamp == {
        'selected_on': 'test',
        'world': 4,
        'trained_world': 3,
    }
    assert 'trained on version 3 of SoundingShapes' in caplog.text


def test_other_test_data_carry_no_version():
    hook, metric = loaded(of_version(3)), ConsensusIoU()
    hook.before_test(runner_of(None, metric))
    assert metric.stamp == {}
    assert hook.provenance() == {'world': None, 'trained_world': 3}


@pytest.mark.parametrize(
    ('old', 'version', 'resumes', 'refused'),
    [
        (of_version(3), 4, True, 'version 3 .* the data now are version 4'),
        (of_version(3), None, True, 'the data now are other data'),
        (of_version(3), 4, False, None),  # starts from its weights
        (of_version(4), 4, True, None),
        ({'meta': {}}, 4, True, None),
    ],
)
def test_a_training_is_not_resumed_on_another_version(
    old, version, resumes, refused
):
    runner = SimpleNamespace(
        train_dataloader=data(version), work_dir='work', _resume=resumes
    )
    if refused is None:
        loaded(old).before_train(runner)
        return
    with pytest.raises(ValueError, match=refused) as raised:
        loaded(old).before_train(runner)
    assert '\n' not in str(raised.value)
