"""`make demo` and the commands typed by hand leave files for each other."""

import json
from types import SimpleNamespace

import pytest
import torch

from mmavloc.apis.config import load_config, override, set_work_dir
from mmavloc.apis.provenance import sha256
from mmavloc.apis.validation import set_selection, take_validation
from mmavloc.formats.world import VERSION
from studies.demo import plan
from studies.made_by_hand import Scored, Trained, settings
from tests.paths import REPO

CONFIG = str(REPO / 'configs/demo.py')
DATA = 'data/sounding_shapes'


@pytest.fixture
def wanted():
    return Trained(CONFIG, DATA, {'randomness.seed': 0})


def save(path, version=VERSION, validates=None, **options):
    """Write a checkpoint as tools/train.py does, with what it says of it."""
    cfg = load_config(CONFIG)
    if validates:
        take_validation(cfg)
        override(cfg, data_root=str(validates))
        set_selection(cfg)
    override(cfg, cfg_options=options)
    set_work_dir(cfg, None)
    meta = {'cfg': cfg.pretty_text, 'dataset_meta': {'world': version}}
    torch.save({'meta': meta, 'state_dict': {}}, path)


def test_a_training_by_hand_is_used(wanted, tmp_path):
    product = tmp_path / 'last.pth'
    assert not wanted(product)
    save(product)
    assert wanted(product)
    # its classifier has two names, and workers change nothing
    save(
        product,
        **{
            'model.image_backbone.init_cfg.checkpoint': 'other.pth',
            'train_dataloader.num_workers': 0,
        },
    )
    assert wanted(product)


def test_so_is_one_with_validation(tmp_path):
    (tmp_path / 'val.txt').write_text('val_000000\n')
    product = tmp_path / 'last.pth'
    save(product, validates=tmp_path)
    assert Trained(CONFIG, str(tmp_path), {})(product)


@pytest.mark.parametrize(
    ('options', 'said'),
    [
        (
            {'model.potential_head.logits': 'linear'},
            "model.potential_head.logits is 'linear' instead of 'log_sigmoid'",
        ),
        ({'randomness.seed': 1}, 'randomness.seed is 1 instead of 0'),
        (
            {'train_dataloader.dataset.ann_file': 'lists/train_600.txt'},
            "is 'lists/train_600.txt' instead of 'train.txt'",
        ),
        ({'version': VERSION - 1}, f'on version {VERSION - 1} of Soun'),
    ],
)
@pytest.mark.parametrize('finished', [True, False])
def test_one_of_other_settings_is_refused(
    wanted, tmp_path, options, said, finished
):
    """Also if it was interrupted: the job would go on with it."""
    name = 'last.pth' if finished else 'epoch_1.pth'
    save(tmp_path / name, **options)
    (tmp_path / 'last_checkpoint').write_text(str(tmp_path / name))
    with pytest.raises(ValueError, match='another work directory') as raised:
        wanted(tmp_path / 'last.pth')
    assert said in str(raised.value) and '\n' not in str(raised.value)
    assert (tmp_path / name).is_file()


def test_an_interrupted_one_goes_on(wanted, tmp_path):
    (tmp_path / 'last_checkpoint').write_text(str(tmp_path / 'epoch_1.pth'))
    assert not wanted(tmp_path / 'last.pth')
    save(tmp_path / 'epoch_1.pth')
    assert not wanted(tmp_path / 'last.pth')


def test_a_file_that_is_no_training_is_refused(wanted, tmp_path):
    torch.save({'weight': torch.zeros(1)}, tmp_path / 'last.pth')
    with pytest.raises(ValueError, match=r'last\.pth is of another training'):
        wanted(tmp_path / 'last.pth')


def test_results_are_those_of_the_checkpoint(tmp_path):
    last, maps = tmp_path / 'last.pth', tmp_path / 'maps.npz'
    results = tmp_path / 'results.json'
    scored = Scored(last, maps)
    for path in (last, maps):
        path.write_text('x')
    assert not scored(results)
    about = {'checkpoint_sha256': sha256(last)}
    results.write_text(json.dumps({'provenance': about}))
    assert scored(results)
    maps.unlink()
    assert not scored(results), 'the report needs both'
    maps.write_text('x')
    last.write_text('trained again')
    assert not scored(results)
    last.unlink()
    assert not scored(results)


@pytest.mark.parametrize('short', [True, False])
def test_the_demo_looks_at_the_files_themselves(tmp_path, short):
    """With the settings that its own commands have."""
    args = SimpleNamespace(
        work_dir=tmp_path / 'demo', data_root=DATA, seed=2, short=short
    )
    for stage in plan(args)[1:3]:
        words = stage.command[stage.command.index('--cfg-options') + 1 :]
        typed = dict(word.split('=', 1) for word in words)
        assert stage.finished.config == stage.command[1]
        assert stage.finished.options['randomness.seed'] == 2
        for key, value in stage.finished.options.items():
            assert typed[key] == str(value)
    cfg = load_config(CONFIG)
    assert settings(cfg)['model.potential_head.logits'] == 'log_sigmoid'
