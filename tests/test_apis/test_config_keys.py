"""A key that nothing reads is refused, and no other."""

import pytest

from mmavloc.apis.config import load_config, override, read_config
from tests.paths import REPO

CONFIG = str(REPO / 'configs/unsup_pretrained_144k.py')


@pytest.fixture(scope='module')
def cfg():
    return load_config(CONFIG)


@pytest.mark.parametrize(
    ('key', 'near'),
    [
        ('trian_cfg.max_epochs', 'did you mean train_cfg'),
        ('train_cfg.max_epoch', 'did you mean train_cfg.max_epochs'),
        ('train_dataloader.batchsize', 'train_dataloader.batch_size'),
        ('train_dataloader.dataset.anne_file', 'dataset.ann_file'),
        ('model.los.type', 'did you mean model.loss'),
        ('model.loss.negative', 'did you mean model.loss.negatives'),
        ('model.image_backbone.base_chanels', 'base_channels'),
        ('randomness.sed', 'did you mean randomness.seed'),
        ('optim_wrapper.optimizer.lrate', 'nothing in optim_wrapper'),
        ('custom_hooks.9.interval', 'custom_hooks is a list of'),
        ('train_cfg.max_epochs.x', 'has no keys'),
    ],
)
def test_what_nothing_reads_is_refused(cfg, key, near):
    with pytest.raises(ValueError, match='--cfg-options') as error:
        override(cfg, cfg_options={key: 1})
    assert near in str(error.value)


def test_text_in_the_place_of_an_object_is_refused(cfg):
    text = "{'type': 'ContrastiveLoss'}"  # as the shell gives it
    with pytest.raises(ValueError, match=r'such as model\.loss\.type=NAME'):
        override(cfg, cfg_options={'model.loss': text})


def test_an_object_is_replaced_key_by_key():
    cfg = load_config(CONFIG)
    options = {'model.loss.type': 'ContrastiveLoss'}
    override(cfg, cfg_options=options | {'model.loss._delete_': True})
    assert cfg.model.loss == {'type': 'ContrastiveLoss'}


@pytest.mark.parametrize(
    'key',
    [
        'train_cfg.max_epochs',
        'train_cfg.val_interval',  # of the loop, not in the config
        'train_dataloader.prefetch_factor',  # of PyTorch's DataLoader
        'train_dataloader.dataset.skip_unreadable',
        'train_dataloader.dataset.indices',  # of MMEngine's BaseDataset
        'train_dataloader.num_batch_per_epoch',
        'model.loss.loss_weight',
        'model.image_backbone.init_cfg.checkpoint',
        'optim_wrapper.optimizer.weight_decay',
        'optim_wrapper.accumulative_counts',
        'optim_wrapper.paramwise_cfg.custom_keys.anything.lr_mult',
        'default_hooks.logger.interval',
        'default_hooks.checkpoint.save_best',
        'default_hooks.mine.type',
        'custom_hooks.0.type',
        'randomness.deterministic',
        'test_evaluator.maps_file',
        'find_unused_parameters',
        'experiment_name',
        'work_dir',
    ],
)
def test_what_something_reads_is_accepted(cfg, key):
    from mmavloc.apis.config_keys import check_keys

    check_keys(cfg, {key: 1})


@pytest.mark.parametrize('where', ['train_dataloader', 'test_dataloader'])
def test_no_workers_just_load(where):
    cfg = read_config(
        CONFIG,
        cfg_options={
            f'{where}.num_workers': 0,
            f'{where}.prefetch_factor': 4,
            f'{where}.persistent_workers': True,
        },
    )
    assert cfg[where].persistent_workers is False
    assert 'prefetch_factor' not in cfg[where]


def test_a_broken_config_is_one_sentence(tmp_path):
    path = tmp_path / 'c.py'
    for text, message in (
        ('model = dict(', r'c\.py.*line 1.*correct this line'),
        ("_base_ = 'nothing.py'", r'its base .*nothing\.py is missing'),
        ('model = undefined', r'c\.py: cannot be read .*NameError'),
        ("custom_imports = dict(imports='no_such')", 'an import failed'),
    ):
        path.write_text(text)
        with pytest.raises((ValueError, FileNotFoundError), match=message):
            load_config(str(path))
    with pytest.raises(FileNotFoundError, match='no such config'):
        load_config(str(tmp_path / 'other.py'))


def test_a_config_that_moved_below_is_found(tmp_path, capfd):
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data/set.py').write_text('value = 3')
    assert load_config(str(tmp_path / 'set.py')).value == 3
    (tmp_path / 'more').mkdir()
    (tmp_path / 'more/set.py').write_text('value = 4')
    with pytest.raises(FileNotFoundError, match='want one of .*data/set.py'):
        load_config(str(tmp_path / 'set.py'))
