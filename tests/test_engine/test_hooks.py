"""Guards: NaN losses and checkpoints of other models."""

from types import SimpleNamespace

import pytest
import torch
from mmengine.hooks import LoggerHook
from torch.utils.data import DataLoader

from mmavloc.engine.hooks import (
    DeferredLossLoggingHook,
    FiniteLossHook,
    MatchingCheckpointHook,
    NonEmptyLoaderHook,
)
from mmavloc.structures import AVDataSample


def runner(model=None):
    return SimpleNamespace(
        iter=41, work_dir='out', model=model, _load_from='some.pth'
    )


@pytest.mark.parametrize('count', [7, 8])
def test_a_training_without_a_batch_is_refused(count):
    loader = DataLoader(list(range(count)), batch_size=8, drop_last=True)
    training = SimpleNamespace(train_dataloader=loader)
    if count == 8:
        NonEmptyLoaderHook().before_train(training)
    else:
        with pytest.raises(
            ValueError, match='7 clips are fewer than a batch of 8'
        ):
            NonEmptyLoaderHook().before_train(training)


BATCH = dict(data_samples=[AVDataSample(metainfo=dict(sample_id='clip7'))])


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_a_loss_that_is_no_number_stops_the_run(value):
    with pytest.raises(RuntimeError, match='iteration 42, on the clips clip7'):
        FiniteLossHook(interval=1).after_train_iter(
            runner(), 0, BATCH, {'loss': torch.tensor(value)}
        )


@pytest.mark.parametrize(
    'last_look',
    [
        lambda hook: hook.after_train_epoch(runner()),
        lambda hook: hook.before_save_checkpoint(runner(), {}),
        lambda hook: hook.after_train_iter(runner(), 3, {}, {}),
    ],
)
def test_losses_are_looked_at_together(last_look):
    hook = FiniteLossHook(interval=4)
    for index, value in enumerate((0.5, float('nan'), 0.5)):
        at = SimpleNamespace(iter=index)
        hook.after_train_iter(at, index, BATCH, {'loss': torch.tensor(value)})
    with pytest.raises(RuntimeError, match='loss is nan in iteration 2, on'):
        last_look(hook)


def test_finite_losses_and_other_values_pass():
    values = {'loss': torch.tensor(0.5), 'watched': float('nan')}
    FiniteLossHook(interval=1).after_train_iter(runner(), 0, {}, values)
    with pytest.raises(ValueError, match='interval=0: want 1'):
        FiniteLossHook(interval=0)


def test_values_reach_the_log_late_and_unchanged():
    logged = []
    hub = SimpleNamespace(
        update_scalar=lambda *pair: logged.append(pair),
        state_dict=lambda: dict(logged),
    )
    at = runner()
    at.hooks, at.message_hub = [LoggerHook(interval=3)], hub
    at.train_dataloader = range(100)
    hook = DeferredLossLoggingHook()
    values = torch.rand(5)
    for index in range(5):
        step = {'loss': values[index], 'lr': 0.1}
        hook.after_train_iter(at, index, {}, step)
        assert len(logged) == (6 if index >= 2 else 0)
    checkpoint = {'message_hub': {}}
    hook.before_save_checkpoint(at, checkpoint)
    losses = [value for name, value in logged if name == 'train/loss']
    assert losses == [value.item() for value in values]
    assert checkpoint['message_hub']['train/loss'] == values[-1].item()


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
