"""The saliency baseline, run by the commands of its configs."""

import json
import sys

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope

from mmavloc.apis.modules import register_all_modules
from mmavloc.models import TorchvisionClassifier
from mmavloc.registry import MODELS
from mmavloc.sounding_shapes import WorldSettings, make_world
from tests.paths import REPO

from .conftest import run_tool

SHAPES = REPO / 'configs/grad_cam/saliency_sounding_shapes.py'
WORLD = WorldSettings(
    train=1,
    val=1,
    test=4,
    type_a=1,
    type_b=1,
    supervised=1,
    classes=12,
    seconds=1,
)
OPTIONS = ['--cfg-options', 'test_dataloader.num_workers=0']


@pytest.fixture(scope='module')
def place(tmp_path_factory):
    """A folder with the world and the classifier that the config names."""
    root = tmp_path_factory.mktemp('place')
    assert make_world(root / 'data/sounding_shapes', WORLD, workers=1)
    register_all_modules()
    init_default_scope('mmavloc')
    torch.manual_seed(0)
    config = Config.fromfile(REPO / 'configs/demo_classifier.py')
    net = MODELS.build(config.model)
    net.init_weights()
    (root / 'work_dirs/demo_classifier').mkdir(parents=True)
    torch.save(
        {'state_dict': net.state_dict(), 'meta': {}},
        root / 'work_dirs/demo_classifier/epoch_2.pth',
    )
    return root


@pytest.fixture(scope='module')
def scored(place):
    """What a test without a checkpoint wrote, and what it said."""
    out = place / 'out/results.json'
    said = run_tool(
        *(REPO / 'tools/test.py', SHAPES, '--out', out, '--maps'),
        *(place / 'out/maps.npz', '--show-dir', place / 'show', *OPTIONS),
        cwd=place,
    )
    return out, said


def test_scores_draws_and_reports_without_a_checkpoint(place, scored):
    out, said = scored
    assert 'ImageClassifier: 14 tensors from work_dirs/demo_class' in said
    results = json.loads(out.read_text())
    assert set(results) == {'test', 'provenance'}
    maps = {key.split('/')[0] for key in results['test']}
    swept = {f'top{n}' for n in (1, 2, 4, 10, 20)}
    assert maps == {'random', 'centre', 'localization', *swept}
    for metric in ('cIoU', 'AUC'):
        found = results['test'][f'localization/{metric}']
        assert found == results['test'][f'top4/{metric}']
    found = np.load(place / 'out/maps.npz')
    one, more = (found[f'test/{_first(place)}/top{n}'] for n in (1, 20))
    assert one.shape == (12, 12) and (more >= one).all() and more.any()
    assert len(list((place / 'show/test').iterdir())) == 4
    run_tool(
        *(REPO / 'tools/make_report.py', SHAPES, '--results', out, '--maps'),
        *(place / 'out/maps.npz', '--out', place / 'out', *OPTIONS),
        cwd=place,
    )
    assert '| top20 |' in (place / 'out/report.md').read_text()


def test_two_processes(place, scored):
    run_tool(
        *(REPO / 'tools/test.py', SHAPES, '--launcher', 'pytorch'),
        *('--out', place / 'two.json', *OPTIONS),
        cwd=place,
        launcher=[
            *(sys.executable, '-m', 'torch.distributed.run'),
            *('--standalone', '--nproc_per_node', '2'),
        ],
    )
    one = json.loads(scored[0].read_text())['test']
    two = json.loads((place / 'two.json').read_text())['test']
    for key in one:
        assert two[key] == pytest.approx(one[key], abs=1e-3), key


def test_random_weights_are_never_scored(place, flickr):
    """No file, a foreign one, a model that has to be trained first."""
    test = [REPO / 'tools/test.py', SHAPES]
    file = 'model.classifier.init_cfg.checkpoint'
    said = run_tool(*test, *OPTIONS, f'{file}=no.pth', cwd=place, fails=True)
    assert 'no.pth: no such checkpoint' in said
    part = 'work_dirs/demo_classifier/epoch_2.pth'
    said = run_tool(*test, part, *OPTIONS, cwd=place, fails=True)
    assert 'epoch_2.pth: not a checkpoint of this SaliencyLocalizer' in said
    said = run_tool(
        *('tools/test.py', 'configs/unsup_denovo_1k.py', '--work-dir'),
        *(place / 'w', '--cfg-options'),
        *(f'test_dataloader.dataset.data_root={flickr}',),
        fails=True,
    )
    assert 'no checkpoint was given, and a TwoStepLocalizer' in said
    assert 'Traceback' not in said


def test_training_it_is_refused():
    said = run_tool('tools/train.py', SHAPES, fails=True)
    assert 'has no train_cfg' in said and 'Traceback' not in said


def test_the_papers_config_with_a_smaller_network(flickr, tmp_path):
    torch.manual_seed(0)
    net = TorchvisionClassifier(model_name='squeezenet1_0', num_classes=20)
    torch.save(net.net.state_dict(), tmp_path / 'w.pth')
    said = run_tool(
        *('tools/test.py', 'configs/grad_cam/saliency_vgg11.py', '--work-dir'),
        *(tmp_path, '--eval', 'cIoU', '--out', tmp_path / 'r.json'),
        *('--cfg-options', f'test_dataloader.dataset.data_root={flickr}'),
        'test_dataloader.num_workers=0',
        'test_dataloader.persistent_workers=False',
        'model.classifier.model_name=squeezenet1_0',
        'model.classifier.num_classes=20',
        f'model.classifier.init_cfg.checkpoint={tmp_path / "w.pth"}',
        'model.layer=net.features.12',
        'model.top_n=10',
        'model.sweep=(1,10,20)',
    )
    assert 'SqueezeNet: 52 tensors' in said
    results = json.loads((tmp_path / 'r.json').read_text())['test']
    assert {'localization/cIoU', 'top1/cIoU', 'top20/cIoU'} < set(results)
    assert 'gap/cIoU' not in results


def _first(place):
    return (place / 'data/sounding_shapes/test.txt').read_text().split()[0]
