"""Checkpoints are data: what runs code is refused on every path."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer
from mmengine.runner import CheckpointLoader, load_checkpoint

from mmavloc.engine.checkpoint import load_plain
from mmavloc.engine.weights import sha256


class Bomb:
    """Writes a file when unpickled without care."""

    def __init__(self, mark):
        self.mark = str(mark)

    def __reduce__(self):
        return (open, (self.mark, 'w'))


@pytest.fixture
def bomb(tmp_path):
    mark = tmp_path / 'exploded'
    path = tmp_path / 'bomb.pth'
    torch.save({'state_dict': {'w': Bomb(mark)}, 'meta': {}}, path)
    return str(path), mark


def test_the_bomb_is_live(bomb):
    path, mark = bomb
    torch.load(path, weights_only=False)
    assert mark.exists()


@pytest.mark.parametrize(
    'load',
    [
        load_plain,
        CheckpointLoader.load_checkpoint,
        lambda path: load_checkpoint(torch.nn.Linear(1, 1), path),
    ],
)
def test_code_is_refused_by_name(bomb, load):
    path, mark = bomb
    with pytest.raises(ValueError, match=r'bomb\.pth: refused.*open.*code'):
        load(path)
    assert not mark.exists()


def test_an_old_style_pickle_is_refused(tmp_path):
    mark, path = tmp_path / 'exploded', tmp_path / 'plain.pkl'
    path.write_bytes(pickle.dumps(Bomb(mark)))
    with pytest.raises(ValueError, match=r'plain\.pkl'):
        load_plain(str(path))
    assert not mark.exists()


def test_init_cfg_refuses_too(bomb):
    from mmavloc.models import VGG11

    path, mark = bomb
    net = VGG11(init_cfg=dict(type='Pretrained', checkpoint=path))
    with pytest.raises(ValueError, match='refused'):
        net.init_weights()
    assert not mark.exists()


def test_downloads_are_read_as_data_too(bomb, tmp_path, monkeypatch):
    """PyTorch's download helper unpickles anything by default."""
    path, mark = bomb
    monkeypatch.setenv('TORCH_HOME', str(tmp_path))
    name = f'bomb-{sha256(path)[:8]}.pth'
    cached = tmp_path / 'hub/checkpoints' / name
    cached.parent.mkdir(parents=True)
    cached.write_bytes(Path(path).read_bytes())
    with pytest.raises(ValueError, match='refused'):
        CheckpointLoader.load_checkpoint(f'https://host.invalid/{name}')
    assert not mark.exists()


@pytest.mark.parametrize('content', [b'', b'hello', b'PK\x03\x04' + b'0' * 99])
def test_unreadable_files_are_named(tmp_path, content):
    path = tmp_path / 'bad.pth'
    path.write_bytes(content)
    with pytest.raises(
        ValueError, match=r'bad\.pth: \d+ bytes that cannot be read'
    ):
        load_plain(str(path))


def test_truncated_checkpoint_is_named(tmp_path):
    path = tmp_path / 'cut.pth'
    torch.save({'state_dict': {'w': torch.rand(1000)}}, path)
    path.write_bytes(path.read_bytes()[:-700])
    with pytest.raises(
        ValueError, match=r'cut\.pth: \d+ bytes that cannot be read'
    ):
        load_plain(str(path))


def test_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match='nowhere.pth: no such'):
        load_plain('nowhere.pth')


def test_log_buffers_survive(tmp_path):
    buffer = HistoryBuffer([1.0, 2.5], [1, 2], max_length=50)
    torch.save({'buffer': buffer}, tmp_path / 'b.pth')
    back = load_plain(str(tmp_path / 'b.pth'))['buffer']
    assert isinstance(back, HistoryBuffer)
    assert np.array_equal(back.data[0], [1.0, 2.5])
    assert np.array_equal(back.data[1], [1, 2])
    assert back.max_length == 50 and back.mean(1) == 1.25
    back.update(3.0)
    assert back.current() == 3.0


def test_config_text_of_a_checkpoint_never_reaches_mmengine(tmp_path):
    meta = {'config': 'import os; os.abort()', 'epoch': 1}
    torch.save({'state_dict': {}, 'meta': meta}, tmp_path / 'c.pth')
    assert load_plain(str(tmp_path / 'c.pth'))['meta'] == {'epoch': 1}


@pytest.mark.parametrize(
    'number', [np.float64(0.5), np.float32(2), np.int64(3), np.bool_(True)]
)
def test_single_numbers_of_numpy_survive(tmp_path, number):
    torch.save({'message_hub': {'eta': number}}, tmp_path / 'n.pth')
    back = load_plain(str(tmp_path / 'n.pth'))['message_hub']['eta']
    assert back == number and type(back) is type(number)
