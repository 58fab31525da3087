"""Train, kill, resume, score, draw: the commands of the README."""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.apis.modules import register_all_modules
from mmavloc.evaluation.results.files import read_results
from mmavloc.registry import MODELS
from tests.golden_peers import PEERS
from tests.paths import REPO

from .conftest import run_tool, tiny_options

CONFIG = 'configs/unsup_pretrained_144k.py'


@pytest.fixture(scope='module')
def trained(flickr, tmp_path_factory):
    """Kill a training after its first epochs, and resume it for one more.

    Returns the last checkpoint, the epoch that was resumed and what was said.
    """
    work = tmp_path_factory.mktemp('work')
    command = [
        *('tools/train.py', CONFIG, '--no-val', '--resume'),
        *('--work-dir', str(work)),
        *('--cfg-options', *tiny_options(flickr)),
    ]
    process = subprocess.Popen(
        [sys.executable, *command, 'train_cfg.max_epochs=500'],
        cwd=REPO,
        stdout=subprocess.DEVNULL,
    )
    note = work / 'last_checkpoint'
    while process.poll() is None and not (
        note.is_file() and note.read_text().endswith('.pth')
    ):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    epoch = int(re.search(r'epoch_(\d+)\.pth', note.read_text())[1])
    said = run_tool(*command, f'train_cfg.max_epochs={epoch + 1}')
    return work / f'epoch_{epoch + 1}.pth', epoch, said


def test_resumes_after_a_kill(trained, flickr):
    checkpoint, epoch, said = trained
    assert f'resumed epoch: {epoch}' in said
    assert 'Loads checkpoint' not in said
    assert 'param_scheduler' not in said
    assert checkpoint.is_file()
    assert f'epoch {epoch}/' not in said
    assert f'epoch {epoch + 1}/{epoch + 1} step' in said
    drawn = (flickr / 'lists/train_144k.txt').read_text().split()
    assert len(drawn) == 9


def test_scores_and_draws(trained, flickr, tmp_path):
    checkpoint, *_ = trained
    out = tmp_path / 'results.json'
    said = run_tool(
        *('tools/test.py', CONFIG, checkpoint),
        *('--eval', 'cIoU', 'AUC', '--out', out, '--show-dir', tmp_path / 's'),
        *('--maps', tmp_path / 'm.npz', '--work-dir', tmp_path),
        *('--cfg-options', *tiny_options(flickr)),
    )
    for word in ('localization', 'potential', 'gap', 'centre', 'cIoU', 'AUC'):
        assert word in said
    assert 'cIoU_tau' not in said and said.count('test') < 20
    written = json.loads(out.read_text())
    facts = written['provenance']
    assert facts['checkpoint_sha256'] == (
        hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    )
    assert facts['seed'] == 0 and facts['versions']['torch']
    assert facts['config'].endswith('144k.py') and '--eval' in facts['command']
    assert list(read_results(out)) == ['test']
    results = written['test']
    assert results['gap/cIoU']['n'] == 5
    pictures = sorted(p.name for p in (tmp_path / 's/test').iterdir())
    assert pictures == [f'{9000 + i}.png' for i in range(5)]
    with Image.open(tmp_path / 's/test/9000.png') as picture:
        assert np.asarray(picture).std() > 20
    maps = np.load(tmp_path / 'm.npz')
    assert maps['test/9004/potential'].sum() == pytest.approx(1, abs=1e-4)


def test_report(trained, flickr, tmp_path):
    checkpoint, *_ = trained
    options = ['--cfg-options', *tiny_options(flickr)]
    run_tool(
        *('tools/test.py', CONFIG, checkpoint, '--work-dir'),
        *(tmp_path, '--out', tmp_path / 'r.json', '--maps'),
        *(tmp_path / 'm.npz', '--protocol', 'oya', 'lvs', *options),
    )
    results = json.loads((tmp_path / 'r.json').read_text())['test']
    assert results['localization/cIoU']['protocol'] == 'oya'
    assert results['localization/cIoU@lvs']['protocol'] == 'lvs'
    run_tool(
        *('tools/make_report.py', CONFIG, '--results', tmp_path / 'r.json'),
        *('--maps', tmp_path / 'm.npz', '--out', tmp_path / 'out', *options),
    )
    report = (tmp_path / 'out/report.md').read_text()
    assert '**test** (5 clips, protocol `oya`)' in report
    assert '| gap |' in report
    assert (tmp_path / 'out/clips_test.png').is_file()


@pytest.mark.parametrize(
    ('argv', 'message'),
    [
        (['--eval', 'mAP'], 'unknown metric mAP; want one of cIoU, AUC'),
        (['--protocol', 'x'], "unknown protocol 'x'; want one of oya"),
    ],
)
def test_unknown_names_are_refused(trained, flickr, tmp_path, argv, message):
    checkpoint, *_ = trained
    said = run_tool(
        *('tools/test.py', CONFIG, checkpoint, *argv),
        *('--work-dir', tmp_path, '--cfg-options', *tiny_options(flickr)),
        fails=True,
    )
    assert re.search(message, said)


def test_checkpoints_that_are_not_one_are_refused(trained, flickr, tmp_path):
    """On every path: test, load_from, resume and init_cfg."""
    checkpoint, *_ = trained
    options = tiny_options(flickr)
    mark = tmp_path / 'exploded'

    class Bomb:
        def __reduce__(self):
            return (open, (str(mark), 'w'))

    bomb = tmp_path / 'bomb.pth'
    torch.save({'state_dict': {'w': Bomb()}, 'meta': {}}, bomb)
    train = ['tools/train.py', CONFIG, '--no-val', '--work-dir', tmp_path]
    for argv in (
        ['tools/test.py', CONFIG, bomb, '--cfg-options', *options],
        [*train, '--resume', bomb, '--cfg-options', *options],
        [*train, '--cfg-options', *options, f'load_from={bomb}'],
        [
            *(*train, '--cfg-options', *options[:1], *options[2:]),
            f'model.image_backbone.init_cfg.checkpoint={bomb}',
        ],
    ):
        said = run_tool(*argv, fails=True)
        assert 'bomb.pth: refused' in said, said[-2000:]
        assert not mark.exists()
    other = tmp_path / 'other.pth'
    torch.save({'state_dict': torch.nn.Linear(2, 2).state_dict()}, other)
    said = run_tool(
        *('tools/test.py', CONFIG, other, '--work-dir', tmp_path),
        *('--cfg-options', *options),
        fails=True,
    )
    assert 'other.pth: not a checkpoint of this TwoStepLocalizer' in said


def test_amp_without_a_gpu_is_one_sentence(flickr, tmp_path):
    if torch.cuda.is_available():
        pytest.skip('there is a GPU')
    said = run_tool(
        'tools/train.py', CONFIG, '--amp', '--work-dir', tmp_path, fails=True
    )
    assert 'needs a GPU' in said and 'Traceback' not in said


def test_a_broken_clip_stops_training_or_is_listed(flickr, tmp_path):
    root = tmp_path / 'data'
    shutil.copytree(flickr, root)
    (root / 'image/1003.jpg').write_bytes(b'')
    command = [
        *('tools/train.py', CONFIG, '--no-val', '--work-dir', tmp_path / 'w'),
        *('--cfg-options', *tiny_options(root), 'train_cfg.max_epochs=1'),
        'train_dataloader.drop_last=False',
        'train_dataloader.batch_size=9',
    ]
    assert '1003.jpg' in run_tool(*command, fails=True)
    skip = 'train_dataloader.dataset.skip_unreadable=True'
    said = run_tool(*command, skip)
    assert '1 clips could not be read' in said
    listed = json.loads((tmp_path / 'w/skipped_clips.json').read_text())
    assert list(listed) == ['1003']


def test_two_processes(flickr, tmp_path):
    """Gloo on the CPU: training works and scores equal one process's."""
    options = [*tiny_options(flickr), 'train_cfg.max_epochs=1']
    options[options.index('train_dataloader.batch_size=4')] = (
        'train_dataloader.batch_size=2'
    )
    torchrun = [
        *(sys.executable, '-m', 'torch.distributed.run'),
        *('--standalone', '--nproc_per_node', '2'),  # on a free port
    ]
    work = tmp_path / 'w'
    run_tool(
        *('tools/train.py', CONFIG, '--launcher', 'pytorch', '--no-val'),
        *('--work-dir', work, '--cfg-options', *options),
        launcher=torchrun,
    )
    scores = []
    for name, launcher, extra in (
        ('two', torchrun, ['--launcher', 'pytorch']),
        ('one', None, []),
    ):
        out = tmp_path / f'{name}.json'
        run_tool(
            *('tools/test.py', CONFIG, work / 'epoch_1.pth', '--out', out),
            *('--work-dir', tmp_path, *extra, '--cfg-options', *options),
            launcher=launcher,
        )
        scores.append(json.loads(out.read_text()))
    two, one = (s['test'] for s in scores)
    assert set(two) == set(one)
    for key in one:
        assert two[key] == pytest.approx(one[key], abs=1e-3), key


@pytest.mark.parametrize(
    'name',
    sorted(
        str(path.relative_to(REPO / 'configs'))
        for path in (REPO / 'configs').rglob('*.py')
        if not {'_base_', *PEERS} & {*path.parts}
    ),
)
def test_every_config_builds(name):
    register_all_modules()
    init_default_scope('mmavloc')
    cfg = Config.fromfile(REPO / 'configs' / name)
    assert name.startswith('data/') == (cfg.get('model') is None)
    if cfg.get('model') is None:  # test data alone, tried with the data sets
        assert cfg.get('train_cfg') is None
        assert cfg.test_dataloader and cfg.test_evaluator
        return
    cfg.model.pop('init_cfg', None)
    model = MODELS.build(cfg.model)
    assert cfg.default_scope == 'mmavloc'
    if cfg.model.type == 'FloorLocalizer':
        assert not list(model.parameters()) and cfg.train_dataloader is None
        return
    assert sum(p.numel() for p in model.parameters()) > 1000
    if cfg.model.type == 'SaliencyLocalizer':
        names = {'localization', *(f'top{n}' for n in cfg.model.sweep)}
        assert set(cfg.test_evaluator.maps) == names
        assert cfg.model.top_n in cfg.model.sweep
        assert cfg.model.classifier.init_cfg.checkpoint
    if cfg.get('train_dataloader') is None:  # nothing to train
        assert cfg.get('train_cfg') is None
        assert cfg.test_dataloader and cfg.test_evaluator
        return
    assert cfg.train_cfg.max_epochs > 0
    if name == 'supervised_2500.py':
        assert cfg.train_cfg.max_epochs == 100
        assert cfg.train_dataloader.batch_size == 8
        assert cfg.optim_wrapper.optimizer == dict(type='Adam', lr=1e-4)
        assert cfg.model.network.encoder == 'resnet34'
    if name.startswith(('unsup', 'vggsound')):
        _, kind, size = name[:-3].split('_')
        assert cfg.train_cfg.max_epochs == (25 if kind == 'pretrained' else 50)
        assert cfg.train_dataloader.batch_size == 8
        assert cfg.train_dataloader.dataset.ann_file.endswith(f'{size}.txt')
        assert cfg.optim_wrapper.optimizer == dict(type='Adam', lr=1e-4)
        assert sum(p.numel() for p in model.parameters()) == 8_791_297


@pytest.mark.parametrize(
    'name', ['real_squeezenet_sigmoid', 'folder_squeezenet']
)
def test_trains_on_joined_clips(name, flickr, tmp_path):
    said = run_tool(
        *('tools/train.py', f'configs/{name}.py', '--no-val'),
        *('--work-dir', tmp_path, '--data-root', flickr, '--cfg-options'),
        *('train_cfg.max_epochs=1', 'train_dataloader.batch_size=4'),
        *('train_dataloader.num_workers=0', 'default_hooks.logger.interval=1'),
        'train_dataloader.persistent_workers=False',
        'model.image_backbone.init_cfg=None',
    )
    assert 'epoch 1/1 step 2/2' in said
    cfg = Config.fromfile(tmp_path / f'{name}.py')
    assert cfg.train_dataloader.dataset.dataset.data_root == str(flickr)
    assert (tmp_path / 'epoch_1.pth').is_file()
