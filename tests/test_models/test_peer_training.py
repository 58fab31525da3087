"""SoundingShapes configs of methods, trained and tested on a few clips."""

import copy
from importlib.util import find_spec

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from PIL import Image

from mmavloc.registry import MODELS, TRANSFORMS
from mmavloc.sounding_shapes import WorldSettings, make_world
from tests.golden_peers import PEERS
from tests.paths import REPO

SKIMAGE = find_spec('skimage') is not None  # an optional package
ALL = sorted(
    path.relative_to(REPO / 'configs')
    for method in PEERS
    for path in (REPO / 'configs' / method).glob('*.py')
)


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp('world')
    few = dict(val=1, wild=1, type_a=1, type_b=1, supervised=1, classes=10)
    make_world(root, WorldSettings(train=16, test=4, **few))
    rng = np.random.default_rng(0)
    for axis in ('x', 'y'):  # flow that is not 0, for Hear the Flow
        (root / f'flow_{axis}').mkdir()
        for path in (root / 'image').glob('*.jpg'):
            flow = rng.integers(0, 99, (192, 192), dtype=np.uint8)
            Image.fromarray(flow).save(root / f'flow_{axis}/{path.name}')
    return root


@pytest.mark.parametrize('method', PEERS)
def test_trains_and_tests(method, world, tmp_path):
    cfg = Config.fromfile(
        REPO / f'configs/{method}/{method}_sounding_shapes.py'
    )
    cfg.work_dir = str(tmp_path)
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        loader.update(batch_size=4, num_workers=0, persistent_workers=False)
        loader.dataset.data_root = str(world)
    cfg.train_cfg.max_epochs = 1
    for step in cfg.train_dataloader.dataset.pipeline:
        if step['type'] == 'LoadGroups':
            step['path'] = str(world / 'truth.json')
    if method == 'twostage':
        cfg.model.second_from = 0  # both stages at once
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
    # a softmax does not see what is added to all of its arguments
    assert not [k for k in still if not k.endswith('own_reduce.bias')]
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
        if network.get('grounder', {}).get('type') != 'CLIPSegGrounder':
            MODELS.build(network)  # CLIPSeg would be fetched
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        for step in loader.dataset.pipeline:
            if step.get('method') == 'felzenszwalb' and not SKIMAGE:
                with pytest.raises(ImportError, match='pip install scikit-im'):
                    TRANSFORMS.build(step)
                continue
            TRANSFORMS.build(step)
    (load,) = (
        step
        for step in cfg.test_dataloader.dataset.pipeline
        if step['type'] == 'LoadAudio'
    )
    rate = cfg.model.data_preprocessor.frontend.sample_rate
    assert load['sample_rate'] == rate
