"""The section validation, and whether its clips are tested."""

import pytest
from mmengine.config import Config

from mmavloc.apis.validation import KEYS, enable_validation, selects_on_test
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


@pytest.mark.parametrize('name', ['unsup_pretrained_1k', 'supervised_2500'])
def test_the_section_is_switched_on(name):
    cfg = Config.fromfile(REPO / f'configs/{name}.py')
    assert cfg.get('val_dataloader') is None
    enable_validation(cfg, 'lists/val_9.txt')
    dataset = cfg.val_dataloader.dataset
    assert dataset.ann_file == 'lists/val_9.txt' and dataset.test_mode
    # the transforms are those of the test
    assert dataset.pipeline == cfg.test_dataloader.dataset.pipeline
    assert cfg.train_dataloader.dataset.disjoint_from == [
        'test.txt',
        'lists/val_9.txt',
    ]
    checkpoint = cfg.default_hooks.checkpoint
    assert (checkpoint.save_best, checkpoint.rule) == (
        'localization/cIoU',
        'greater',
    )
    assert cfg.get('validation') is None
    assert all(cfg.get(key) is not None for key in KEYS)


def test_a_list_that_was_disjoint_already_is_named_once():
    cfg = Config.fromfile(REPO / 'configs/sounding_shapes_pretrained.py')
    before = list(cfg.train_dataloader.dataset.disjoint_from)
    enable_validation(cfg)
    assert cfg.val_dataloader.dataset.ann_file == 'val.txt'
    assert cfg.train_dataloader.dataset.disjoint_from == before


def test_a_config_without_the_section_is_refused():
    for content in ({}, {'validation': dict(val_cfg=dict())}):
        with pytest.raises(ValueError, match='no section validation with'):
            enable_validation(Config(content))


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
