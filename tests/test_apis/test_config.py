"""Data roots that move."""

import pytest
from mmengine.config import Config

from mmavloc.apis.config import set_data_root


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
