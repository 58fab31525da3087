"""Supervised and input-free models, through the tools users type."""

import json
import re
import sys

import numpy as np
import pytest

from mmavloc.engine.checkpoint import load_plain
from mmavloc.evaluation.functional import consensus_map
from mmavloc.floors import random_map

from .conftest import run_tool


def options(root, *, train=True):
    """Return --cfg-options that make a config small and quick."""
    loaders = ('train_dataloader', 'test_dataloader')
    return [
        f'{loader}.{option}'
        for loader in (loaders if train else loaders[1:])
        for option in (
            f'dataset.data_root={root}',
            'num_workers=0',
            'persistent_workers=False',
        )
    ] + (['train_dataloader.dataset.ann_file=supervised.txt'] * train)


def test_supervised_trains_and_scores(flickr, tmp_path):
    config = 'configs/supervised_2500.py'
    tiny = [
        *options(flickr),
        'model.network.encoder=resnet18',
        'model.network.decoder_channels=(16,8,8,4,4)',
        'model.network.init_cfg=None',
        'train_dataloader.batch_size=3',
        'train_cfg.max_epochs=1',
        'train_dataloader.dataset.pipeline.2.size=64',
        'test_dataloader.dataset.pipeline.1.scale=(64,64)',
        'default_hooks.logger.interval=1',
    ]
    said = run_tool(
        *('tools/train.py', config, '--no-val', '--work-dir', tmp_path),
        *('--cfg-options', *tiny),
    )
    assert re.search(r'epoch 1/1 step 2/2 loss 0\.', said)
    run_tool(
        *('tools/test.py', config, tmp_path / 'epoch_1.pth'),
        *('--work-dir', tmp_path, '--out', tmp_path / 'r.json'),
        *('--maps', tmp_path / 'm.npz', '--show-dir', tmp_path / 's'),
        *('--cfg-options', *tiny),
    )
    results = json.loads((tmp_path / 'r.json').read_text())['test']
    assert results['localization/cIoU']['n'] == 5
    assert 'potential/cIoU' not in results and 'gap/cIoU' not in results
    maps = np.load(tmp_path / 'm.npz')
    assert maps['test/9002/localization'].shape == (64, 64)
    assert len(list((tmp_path / 's/test').iterdir())) == 5


def test_mean_box_trains_and_scores(flickr, tmp_path):
    config = 'configs/floor/floor_mean_box.py'
    command = [
        *('tools/train.py', config, '--work-dir', tmp_path, '--resume'),
        *('--cfg-options', *options(flickr)),
        'train_dataloader.batch_size=4',  # and a last batch of two
    ]
    run_tool(*command)
    # all clips of the fixture have the same two boxes
    wanted = consensus_map(
        np.array([[32, 32, 160, 160], [64, 48, 176, 192]]) / 256,
        np.array([0, 1]),
        num_annotators=2,
        size=(224, 224),
    )
    state = load_plain(str(tmp_path / 'epoch_1.pth'))
    assert state['state_dict']['count'] == 6
    assert np.array_equal(state['state_dict']['total'], 6 * wanted)
    run_tool(*command, 'train_cfg.max_epochs=2')
    state = load_plain(str(tmp_path / 'epoch_2.pth'))
    assert state['state_dict']['count'] == 12
    for name in (1, 2):
        run_tool(
            *('tools/test.py', config, tmp_path / f'epoch_{name}.pth'),
            *('--work-dir', tmp_path, '--out', tmp_path / 'r.json'),
            *('--maps', tmp_path / 'm.npz'),
            *('--cfg-options', *options(flickr)),
        )
        maps = np.load(tmp_path / 'm.npz')
        assert np.array_equal(maps['test/9003/localization'], wanted)
    results = json.loads((tmp_path / 'r.json').read_text())['test']
    assert results['localization/cIoU_tau']['value'] > 40
    said = run_tool(
        *('tools/test.py', config, '--work-dir', tmp_path),
        *('--cfg-options', *options(flickr)),
        fails=True,
    )
    assert 'no checkpoint was given' in said and 'Traceback' not in said


@pytest.mark.parametrize('kind', ['random', 'centre', 'ones'])
def test_floors_need_no_checkpoint(flickr, tmp_path, kind):
    # two processes once: torch refuses to wrap a model without parameters
    torchrun = [
        *(sys.executable, '-m', 'torch.distributed.run'),
        *('--standalone', '--nproc_per_node', '2'),
    ]
    run_tool(
        *('tools/test.py', 'configs/floor/floor.py', '--work-dir', tmp_path),
        *('--launcher', 'pytorch' if kind == 'ones' else 'none'),
        *('--out', tmp_path / 'r.json', '--maps', tmp_path / 'm.npz'),
        *('--cfg-options', *options(flickr, train=False)),
        *(f'model.kind={kind}', f'test_evaluator.floors=("{kind}",)'),
        launcher=torchrun if kind == 'ones' else None,
    )
    results = json.loads((tmp_path / 'r.json').read_text())['test']
    for metric in ('cIoU', 'AUC', 'cIoU_tau', 'AUC_tau'):
        floor = results[f'{kind}/{metric}']
        assert results[f'localization/{metric}'] == floor
    if kind == 'random':
        maps = np.load(tmp_path / 'm.npz')
        wanted = random_map('9001', 14, 14)
        assert np.array_equal(maps['test/9001/localization'], wanted)
