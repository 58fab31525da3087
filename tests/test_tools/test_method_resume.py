"""Trainings of other methods that are killed within an epoch, and resumed."""

import re
import signal
import subprocess
import sys

import pytest
import torch

from mmavloc.sounding_shapes import WorldSettings, make_world
from tests.paths import REPO

from .conftest import run_tool

OPTIONS = [
    *('train_dataloader.batch_size=4', 'train_dataloader.num_workers=0'),
    *('train_dataloader.persistent_workers=False',),
    *('default_hooks.logger.interval=1', 'param_scheduler.T_max=500'),
]


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp('world')
    few = dict(val=1, test=2, wild=1, type_a=1, type_b=1, classes=1)
    make_world(root, WorldSettings(train=24, supervised=1, **few))
    return root


# a momentum twin; stages by epoch with a sampler of its own; groups of labels
@pytest.mark.parametrize('method', ['slavc', 'cavl', 'twostage'])
def test_a_killed_training_is_resumed(method, world, tmp_path):
    command = [
        *('tools/train.py', f'configs/{method}/{method}_sounding_shapes.py'),
        *('--no-val', '--resume', '--data-root', str(world)),
        *('--work-dir', str(tmp_path), '--cfg-options', *OPTIONS),
    ]
    process = subprocess.Popen(
        [sys.executable, *command, 'train_cfg.max_epochs=500'],
        cwd=REPO,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:  # the third epoch has begun
        if line.startswith('epoch 3/500 step 1/'):
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    note = tmp_path / 'last_checkpoint'
    epoch = int(re.search(r'epoch_(\d+)\.pth', note.read_text())[1])
    assert epoch >= 2
    before = torch.load(tmp_path / f'epoch_{epoch}.pth', weights_only=False)
    said = run_tool(*command, f'train_cfg.max_epochs={epoch + 1}')
    assert f'resumed epoch: {epoch}' in said and 'Loads checkpoint' not in said
    after = torch.load(tmp_path / f'epoch_{epoch + 1}.pth', weights_only=False)
    steps = after['message_hub']['runtime_info']['iter']
    assert steps > before['message_hub']['runtime_info']['iter']
    moved = [
        key
        for key, value in before['state_dict'].items()
        if not torch.equal(value, after['state_dict'][key])
    ]
    assert moved
    if method == 'slavc':
        twins = [key for key in moved if key.startswith('twin')]
        assert twins, sorted({key.split('.')[0] for key in moved})
