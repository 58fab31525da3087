"""Guards: NaN losses and checkpoints of other models."""

from types import SimpleNamespace

import pytest
import torch

from mmavloc.engine.hooks import FiniteLossHook, MatchingCheckpointHook
from mmavloc.structures import AVDataSample


def runner(model=None):
    return SimpleNamespace(
        iter=41, work_dir='out', model=model, _load_from='some.pth'
    )


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_a_loss_that_is_no_number_stops_the_run(value):
    batch = dict(data_samples=[AVDataSample(metainfo=dict(sample_id='clip7'))])
    with pytest.raises(RuntimeError, match='iteration 42, on the clips clip7'):
        FiniteLossHook().after_train_iter(
            runner(), 0, batch, {'loss': torch.tensor(value)}
        )


def test_finite_losses_and_other_values_pass():
    FiniteLossHook().after_train_iter(
        runner(), 0, {}, {'loss': torch.tensor(0.5), 'watched': float('nan')}
    )


def check(model, state, **kwargs):
    MatchingCheckpointHook(**kwargs).after_load_checkpoint(
        runner(model), {'state_dict': state}
    )


def test_own_checkpoint_passes_also_from_a_wrapper():
    model = torch.nn.Linear(2, 3)
    check(model, model.state_dict())
    check(model, {f'module.{n}': t for n, t in model.state_dict().items()})


@pytest.mark.parametrize(
    ('state', 'message'),
    [
        ({}, '2 parameters are missing, first weight'),
        (
            {'weight': torch.zeros(3, 2), 'bias': torch.zeros(3), 'x': 0},
            '1 are not of this model, first x',
        ),
        (
            {'weight': torch.zeros(4, 2), 'bias': torch.zeros(3)},
            r'weight is \(4, 2\), want \(3, 2\)',
        ),
    ],
)
def test_other_checkpoints_are_refused(state, message):
    with pytest.raises(ValueError, match=f'some.pth: not a .*{message}'):
        check(torch.nn.Linear(2, 3), state)


def test_a_new_head_may_be_absent():
    model = torch.nn.Linear(2, 3)
    state = {'weight': torch.zeros(3, 2)}
    check(model, state, allow_missing=['bias'])
