"""The section validation, and whether its clips are tested."""

import copy

import pytest
from mmengine.config import Config

from mmavloc.apis import validation
from mmavloc.apis.config import set_data_root
from mmavloc.apis.validation import (
    KEYS,
    drop_validation,
    selects_on_test,
    set_selection,
    take_validation,
)
from mmavloc.testing import write_flickr_layout
from tests.paths import REPO


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=2, test=3, supervised=3)
    return tmp_path


def loader(root, ann_file, **kwargs):
    inner = dict(
        type='FlickrSoundNet',
        data_root=str(root),
        ann_file=ann_file,
        test_mode=True,
        pipeline=[],
    )
    return dict(dataset={**inner, **kwargs})


def config(root, val, test):
    return Config(dict(val_dataloader=val, test_dataloader=test))


def read(name, data_root):
    cfg = Config.fromfile(REPO / f'configs/{name}.py')
    set_data_root(cfg, str(data_root))
    return cfg


@pytest.mark.parametrize('name', ['unsup_pretrained_1k', 'supervised_2500'])
def test_the_section_is_switched_on(name, tmp_path):
    cfg = read(name, tmp_path)
    assert cfg.get('val_dataloader') is None
    assert take_validation(cfg, 'val_9.txt')
    assert cfg.get('validation') is None
    (tmp_path / 'val_9.txt').write_text('1\n')
    set_selection(cfg, required=True)
    dataset = cfg.val_dataloader.dataset
    assert dataset.ann_file == 'val_9.txt' and dataset.test_mode
    # the transforms are those of the test
    assert dataset.pipeline == cfg.test_dataloader.dataset.pipeline
    assert cfg.train_dataloader.dataset.disjoint_from == [
        'test.txt',
        'val_9.txt',
    ]
    checkpoint = cfg.default_hooks.checkpoint
    assert (checkpoint.save_best, checkpoint.rule) == (
        'localization/cIoU',
        'greater',
    )
    assert dict(type='RestoreRngHook') in cfg.custom_hooks


def test_joined_training_clips_are_kept_apart_too(tmp_path):
    cfg = read('unsup_pretrained_1k', tmp_path)
    inner = cfg.train_dataloader.dataset
    cfg.train_dataloader.dataset = dict(
        type='JoinedClips', dataset=inner, pipeline=inner.pipeline
    )
    (tmp_path / 'val_9.txt').write_text('1\n')
    take_validation(cfg, 'val_9.txt')
    set_selection(cfg)
    kept_out = cfg.train_dataloader.dataset.dataset.disjoint_from
    assert kept_out == ['test.txt', 'val_9.txt']


def test_the_users_own_choice_stands(tmp_path):
    cfg = read('sounding_shapes_pretrained', tmp_path)
    before = list(cfg.train_dataloader.dataset.disjoint_from)
    (tmp_path / 'val.txt').write_text('1\n')
    cfg.default_hooks.checkpoint.save_best = None
    assert take_validation(cfg)
    set_selection(cfg)
    assert cfg.default_hooks.checkpoint.save_best is None
    # a list that was disjoint already is named once
    assert cfg.train_dataloader.dataset.disjoint_from == before


def test_without_a_list_the_training_goes_without(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(
        validation, 'print_log', lambda text, **how: said.append(text)
    )
    cfg = read('unsup_pretrained_1k', tmp_path)
    before = copy.deepcopy(cfg.default_hooks)
    take_validation(cfg)
    with pytest.raises(FileNotFoundError, match='make_lists.py .* --val N'):
        set_selection(cfg, required=True)
    set_selection(cfg)
    assert not any(cfg.get(key) for key in KEYS)
    assert cfg.default_hooks == before
    assert 'val_200.txt: no such validation list' in said[0]


def test_it_is_dropped(tmp_path):
    for moved in (False, True):
        cfg = read('sounding_shapes_pretrained', tmp_path)
        if moved:
            take_validation(cfg)
        drop_validation(cfg)
        assert not any(cfg.get(key) for key in ('validation', *KEYS))


def test_a_config_without_the_section_is_refused():
    assert not take_validation(Config({}))
    half = {'validation': dict(val_cfg=dict())}
    for content, ann_file in (({}, 'val.txt'), (half, None)):
        with pytest.raises(ValueError, match='no section validation with'):
            take_validation(Config(content), ann_file)


def test_overlap_is_seen_through_every_kind_of_test(root):
    tests = {
        'plain': loader(root, 'test.txt'),
        'joined': dict(
            dataset=dict(
                type='ConcatDataset',
                datasets=[
                    loader(root, name)['dataset']
                    for name in ('supervised.txt', 'test.txt')
                ],
            )
        ),
        'side by side': dict(
            dataset=dict(
                type='ConcatAndLocalize',
                data_root=str(root),
                pair_file='pairs.txt',
                num_samples=6,
                dataset=loader(root, 'test.txt')['dataset'],
                pipeline=[],
            )
        ),
    }
    (root / 'val.txt').write_text('9000\n')
    val = loader(root, 'val.txt')
    for test in tests.values():
        cfg = config(root, val, test)
        with pytest.raises(ValueError, match='1 of 1 validation clips .*9000'):
            selects_on_test(cfg)
        assert selects_on_test(cfg, allowed=True) is True
    honest = loader(root, 'supervised.txt')
    assert not selects_on_test(config(root, honest, tests['plain']))
    assert not selects_on_test(config(root, honest, tests['side by side']))


def test_without_either_there_is_nothing_to_compare(root):
    val = loader(root, 'test.txt')
    assert not selects_on_test(Config(dict(val_dataloader=val)))
    assert not selects_on_test(Config(dict(test_dataloader=val)))
    absent = loader(root, 'nowhere.txt')
    assert not selects_on_test(config(root, val, absent))
    with pytest.raises(FileNotFoundError, match='nowhere.txt'):
        selects_on_test(config(root, absent, val))
