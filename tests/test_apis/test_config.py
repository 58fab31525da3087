"""Data roots that move, and loaders without workers."""

import pytest
from mmengine.config import Config
from torch.utils.data import DataLoader

from mmavloc.apis.config import override, set_data_root


def roots(cfg):
    return [clips['data_root'] for clips in cfg.clips]


def moved(data_root, *others, to='/disk'):
    cfg = Config(
        dict(
            data_root=data_root,
            clips=[dict(data_root=root) for root in others],
        )
    )
    set_data_root(cfg, to)
    assert cfg.data_root == to
    return roots(cfg)


def test_a_root_moves_and_others_stay():
    assert moved('data/a', 'data/a', 'data/b', 'data/ab', '') == [
        *('/disk', 'data/b', 'data/ab', '')
    ]


def test_roots_in_one_folder_move_together():
    found = moved('data', 'data/vggsound', 'data/vggss', 'data2', '/data')
    assert found == ['/disk/vggsound', '/disk/vggss', 'data2', '/data']


def test_a_config_without_a_root():
    with pytest.raises(ValueError, match='has no data_root'):
        set_data_root(Config(dict(clips=[])), '/disk')


def test_a_loader_without_workers_keeps_only_what_pytorch_takes():
    options = dict(persistent_workers=True, prefetch_factor=4, timeout=9)

    def loader():
        return dict(num_workers=2, **options)

    cfg = Config(
        dict(
            train_dataloader=loader(),
            test_dataloader=loader(),
            validation=dict(val_dataloader=loader()),
        )
    )
    zero = [
        'train_dataloader.num_workers',
        'validation.val_dataloader.num_workers',
    ]
    override(cfg, cfg_options=dict.fromkeys(zero, 0))
    for changed in (cfg.train_dataloader, cfg.validation.val_dataloader):
        assert list(DataLoader([1], **changed)) == [1]
    assert cfg.test_dataloader == loader()  # has workers: stays as it is
    with pytest.raises(ValueError, match='num_workers > 0'):
        DataLoader([1], **{**loader(), 'num_workers': 0})
