"""Options of `mmavloc test` and the evaluators that they set."""

from argparse import Namespace

import pytest
from mmengine.registry import init_default_scope

from mmavloc.cli.test import add_output
from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.registry import METRICS


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def options(**given):
    nothing = dict(config='c.py', out=None, maps=None, protocol=None)
    return Namespace(**nothing | given)


def test_files_are_those_of_the_evaluator_that_scores_maps():
    lift, scorer = dict(type='PotentialLift'), dict(type='ConsensusIoU')
    evaluators = [lift, scorer]
    add_output(evaluators, options(out='o.json', protocol=['lvs']))
    assert evaluators == [scorer, lift]  # which adds to the file
    assert lift == dict(type='PotentialLift', out_file='o.json')
    assert scorer == dict(
        type='ConsensusIoU', out_file='o.json', protocols=['lvs']
    )
    alone = dict(type='ConsensusIoU')
    add_output(alone, options(maps='m.npz'))
    assert alone == dict(type='ConsensusIoU', maps_file='m.npz')


def test_a_config_that_scores_no_maps_writes_no_files():
    classes = dict(type='TopKAccuracy', k=(1,))
    add_output(classes, options())
    assert classes == dict(type='TopKAccuracy', k=(1,))
    for option in (dict(out='o.json'), dict(maps='m'), dict(protocol=['oya'])):
        with pytest.raises(
            ValueError, match=r'c\.py: its metrics are TopKAccuracy; --out'
        ):
            add_output(classes, options(**option))


@pytest.mark.parametrize(
    'evaluators',
    [
        dict(type='Evaluator', metrics=[dict(type='ConsensusIoU')]),
        dict(metrics=[dict(type='ConsensusIoU')]),
        dict(type='ConsensusIou'),
        [dict(type='TopKAccuracy'), dict(type='ConsensusIou')],
    ],
)
def test_without_an_option_nothing_is_asked_of_the_evaluator(evaluators):
    add_output(evaluators, options())
    with pytest.raises(ValueError, match='need ConsensusIoU'):
        add_output(evaluators, options(out='o.json'))


def test_evaluators_are_found_by_their_class():
    @METRICS.register_module(force=True)
    class MyIoU(ConsensusIoU):
        pass

    lift = dict(type='mmavloc.PotentialLift')
    for kind in ('MyIoU', 'mmavloc.ConsensusIoU', ConsensusIoU):
        evaluators = [dict(lift), dict(type=kind)]
        add_output(evaluators, options(out='o.json'))
        assert evaluators == [
            dict(type=kind, out_file='o.json'),
            dict(lift, out_file='o.json'),
        ]
