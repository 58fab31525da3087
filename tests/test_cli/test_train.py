"""What the command line of a training means for its config."""

import sys

import pytest

from mmavloc.cli import train

from ..paths import REPO


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the config as ``train`` with these options does."""

    def read_options(*options):
        monkeypatch.setattr(
            sys,
            'argv',
            [
                *('train', str(REPO / 'configs/demo.py'), '--no-val'),
                *('--work-dir', str(tmp_path / 'work'), *options),
            ],
        )
        return train.read_config(train.parse_args())

    return read_options


def test_a_first_run_with_resume_starts_from_load_from(read, tmp_path):
    start = ('--resume', '--cfg-options', 'load_from=start.pth')
    cfg = read(*start)
    assert (cfg.resume, cfg.load_from) == (False, 'start.pth')
    newest = tmp_path / 'work/epoch_1.pth'
    newest.parent.mkdir(exist_ok=True)
    newest.touch()
    (newest.parent / 'last_checkpoint').write_text(str(newest))
    cfg = read(*start)
    assert (cfg.resume, cfg.load_from) == (True, None)
    cfg = read('--resume', str(newest), *start[1:])
    assert (cfg.resume, cfg.load_from) == (True, str(newest))
    assert read('--resume').resume is True
