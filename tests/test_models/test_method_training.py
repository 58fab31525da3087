"""Every method's configs, trained and tested with few channels."""

from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmavloc.registry import MODELS, TRANSFORMS
from mmavloc.testing import write_flickr_layout
from tests.paths import REPO

METHODS = 'ezvsl', 'lvs', 'slavc', 'fnac', 'ssltie'
ALL = sorted(
    path.relative_to(REPO / 'configs')
    for method in METHODS
    for path in (REPO / 'configs' / method).glob('*.py')
)


@pytest.fixture(scope='module')
def clips(tmp_path_factory):
    root = tmp_path_factory.mktemp('flickr')
    write_flickr_layout(root, train=9, test=4)
    return root


def small(name, clips: Path, work: Path) -> Config:
    """A config on nine clips, its networks a quarter as wide.

    Not narrower: with 4 or 8 channels torch 2.14 corrupts the heap of a CPU
    in the first layers' backward pass (channels last).
    """
    cfg = Config.fromfile(REPO / 'configs' / name)
    cfg.work_dir = str(work)
    for network in ('image_backbone', 'audio_backbone'):
        cfg.model[network].base_channels = 16
    cfg.model.image_backbone.pop('init_cfg', None)
    cfg.model.map_head.in_channels = 128
    cfg.model.map_head.channels = 16
    for kind in ('train', 'test'):
        loader = cfg[f'{kind}_dataloader']
        loader.update(batch_size=4, num_workers=0, persistent_workers=False)
        loader.dataset.update(type='FlickrSoundNet', data_root=str(clips))
    cfg.train_dataloader.dataset.update(
        ann_file='lists/train.txt', disjoint_from=['test.txt'], subset_size=9
    )
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        loader.dataset.pipeline[1].duration = 1.0
    cfg.train_cfg.max_epochs = 1
    cfg.pop('validation', None)
    return cfg


@pytest.mark.parametrize('method', METHODS)
def test_trains_and_tests(method, clips, tmp_path):
    cfg = small(f'{method}/{method}_flickr_10k.py', clips, tmp_path)
    if method == 'fnac':
        cfg.model.loss.warmup_epochs = 0
    init_default_scope('mmavloc')
    torch.manual_seed(0)
    runner = Runner.from_cfg(cfg)
    before = {k: v.clone() for k, v in runner.model.state_dict().items()}
    runner.train()
    after = runner.model.state_dict()
    still = [k for k in before if torch.equal(before[k], after[k])]
    assert not [k for k in still if not k.endswith('num_batches_tracked')]
    if method == 'slavc':  # the checkpoint must contain the twin too
        cfg.train_cfg.max_epochs = 2
        cfg.resume = True
        cfg.experiment_name = f'{method}_resumed'
        runner = Runner.from_cfg(cfg)
        runner.train()
        assert runner.epoch == 2
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
    rate = cfg.model.data_preprocessor.frontend.sample_rate
    (load,) = (
        step
        for step in cfg.test_dataloader.dataset.pipeline
        if step['type'] == 'LoadAudio'
    )
    assert load['sample_rate'] == rate
