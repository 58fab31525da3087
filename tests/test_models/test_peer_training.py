"""SoundingShapes configs of methods, trained and tested on a few clips."""

import copy

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmavloc.registry import MODELS, TRANSFORMS
from mmavloc.sounding_shapes import WorldSettings, make_world
from tests.paths import REPO

METHODS = ('sslalign',)
ALL = sorted(
    path.relative_to(REPO / 'configs')
    for method in METHODS
    for path in (REPO / 'configs' / method).glob('*.py')
)


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp('world')
    few = dict(val=1, wild=1, type_a=1, type_b=1, supervised=1, classes=10)
    make_world(root, WorldSettings(train=8, test=4, **few))
    return root


@pytest.mark.parametrize('method', METHODS)
def test_trains_and_tests(method, world, tmp_path):
    cfg = Config.fromfile(
        REPO / f'configs/{method}/{method}_sounding_shapes.py'
    )
    cfg.work_dir = str(tmp_path)
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        loader.update(batch_size=4, num_workers=0, persistent_workers=False)
        loader.dataset.data_root = str(world)
    cfg.train_cfg.max_epochs = 1
    cfg.pop('validation')
    init_default_scope('mmavloc')
    torch.manual_seed(0)
    runner = Runner.from_cfg(cfg)
    model = runner.model
    before = copy.deepcopy(model.state_dict())
    runner.train()
    trained = {n for n, p in model.named_parameters() if p.requires_grad}
    after = model.state_dict()
    still = [k for k in trained if torch.equal(before[k], after[k])]
    assert not still
    results = runner.test()
    assert 0 <= results['localization/cIoU'] <= 100


@pytest.mark.parametrize('name', ALL, ids=str)
def test_every_config_builds(name):
    init_default_scope('mmavloc')
    cfg = Config.fromfile(REPO / 'configs' / name)
    with torch.device('meta'):
        network = dict(cfg.model)
        network.pop('data_preprocessor')
        network.pop('object_guidance', None)
        MODELS.build(network)
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        for step in loader.dataset.pipeline:
            TRANSFORMS.build(step)
    (load,) = (
        step
        for step in cfg.test_dataloader.dataset.pipeline
        if step['type'] == 'LoadAudio'
    )
    rate = cfg.model.data_preprocessor.frontend.sample_rate
    assert load['sample_rate'] == rate
