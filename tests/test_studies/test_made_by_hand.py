"""`make demo` and the commands typed by hand leave files for each other."""

import json
from types import SimpleNamespace

import pytest
import torch
from rich.console import Console

from mmavloc.apis.config import load_config, override, set_work_dir
from mmavloc.apis.provenance import provenance
from mmavloc.apis.validation import set_selection, take_validation
from mmavloc.formats.world import VERSION
from studies.demo import plan, scores
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
    # of a former version: how P is tested does not change the weights
    save(
        product,
        **{
            'model.potential_head.test_smooth': False,
            'model.potential_head.test_shift': 0.05,
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
    scored = Scored(CONFIG, last, maps)
    for path in (last, maps):
        path.write_text('x')
    assert not scored(results)
    about = provenance(load_config(CONFIG), str(last))
    assert about['test_settings'] == {
        'model.potential_head.test_shift': 0.08,
        'model.potential_head.test_smooth': True,
    }
    for shift, same in ((0.05, False), (0.08, True)):
        about['test_settings']['model.potential_head.test_shift'] = shift
        results.write_text(json.dumps({'provenance': about}))
        assert scored(results) == same
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
    assert not any('test_' in key for key in settings(cfg))
    assert settings(cfg)['model.potential_head.logits'] == 'log_sigmoid'


def test_the_demo_prints_its_scores_within_80_columns():
    splits = ('test', 'wild', 'type_a', 'type_b', 'concat')
    maps = ('potential', 'localization', 'gap')
    results = {
        split: {
            f'{name}/{metric}': {'value': 10 * i + k, 'n': 300}
            # neither order nor other metrics matter
            for k, name in enumerate(maps if i else maps[::-1])
            for metric in ('cIoU', 'AUC')
        }
        for i, split in enumerate(splits)
    }
    console = Console(width=80)
    with console.capture() as captured:
        console.print(scores(results))
    lines = captured.get().splitlines()
    row = next(line.split() for line in lines if 'localization' in line)
    assert row[1:] == ['1.0', '11.0', '21.0', '31.0', '41.0']
    row = next(line.split() for line in lines if 'gap' in line)
    assert row[1:] == ['0.0', '12.0', '22.0', '32.0', '42.0']
