import json
import runpy
import shutil
import sys

import pytest
import torch
from mmengine.config import Config

from tests.paths import REPO


def run(monkeypatch, *argv):
    monkeypatch.setattr(sys, 'argv', ['audit.py', *map(str, argv)])
    runpy.run_path(str(REPO / 'tools/audit.py'), run_name='__main__')


OPTIONS = ('--cfg-options', 'test_dataloader.num_workers=0')
FLOOR = REPO / 'configs/floor/floor.py'


def test_a_floor_is_audited(flickr, tmp_path, monkeypatch, capsys):
    out = tmp_path / 'audit of mine'
    run(monkeypatch, FLOOR, '--data-root', flickr, '--out', out,
        '--protocol', 'mmavloc', 'lvs', 'mmavloc',
        *OPTIONS)  # fmt: skip
    said = capsys.readouterr().out
    assert 'This model cannot show whether' in said
    assert 'because it ignores the sound' in said
    assert f'see {out / "report.html"}' in said
    results = json.loads((out / 'results.json').read_text())
    assert set(results) == {'test', 'concat_test'}
    assert results['test']['localization/cIoU@lvs']['n'] == 5
    assert 'localization/cIoU@mmavloc' not in results['test']


def test_what_is_wrong_is_one_sentence(flickr, tmp_path, monkeypatch):
    base = (FLOOR, '--data-root', flickr, '--out', tmp_path / 'out')
    empty = tmp_path / 'empty'
    empty.mkdir()
    trains = tmp_path / 'trains.py'
    trains.write_text('x = 1\n')
    for more, wanted in (
        (('--out', trains), 'cannot be written'),
        (('--data', REPO / 'README.md'), 'type are supported'),
        (('--split', 'nosuch'), 'no such split; want one of test'),
        (('--protocol', 'nosuch'), "unknown protocol 'nosuch'"),
        (('--offscreen', empty), 'holds no recording'),
        (('--data', trains), 'has no'),
        (('--data-root', empty), 'no such id list'),
    ):
        with pytest.raises(SystemExit) as error:
            run(monkeypatch, *base, *more)
        assert wanted in str(error.value)
        assert '\n' not in str(error.value)


@pytest.mark.parametrize('workers', [0, 1])
def test_a_broken_clip_is_one_sentence(flickr, tmp_path, monkeypatch, workers):
    root = shutil.copytree(flickr, tmp_path / 'root')
    name = (root / 'test.txt').read_text().split()[0]
    (root / f'image/{name}.jpg').write_text('no photo')
    with pytest.raises(SystemExit) as error:
        run(monkeypatch, FLOOR, '--data-root', root, '--out', tmp_path / 'out',
            '--cfg-options', f'test_dataloader.num_workers={workers}',
            'test_dataloader.persistent_workers=False')  # fmt: skip
    said = str(error.value)
    assert said.startswith(f'error: {root}/image/{name}.jpg: 8 bytes')
    assert '\n' not in said


def test_a_trained_model_needs_its_checkpoint(flickr, tmp_path, monkeypatch):
    config = REPO / 'configs/supervised_2500.py'
    with pytest.raises(SystemExit, match='no checkpoint was given'):
        run(monkeypatch, config, '--data-root', flickr, '--out', tmp_path)
    with pytest.raises(SystemExit, match=r'nosuch\.pth'):
        run(monkeypatch, config, tmp_path / 'nosuch.pth',
            '--data-root', flickr, '--out', tmp_path)  # fmt: skip
    assert Config.fromfile(config).model.type
    other = tmp_path / 'other.pth'
    torch.save({'state_dict': {'strange': torch.zeros(1)}}, other)
    with pytest.raises(SystemExit, match='does not fit the FloorLocalizer'):
        run(monkeypatch, FLOOR, other, '--data-root', flickr,
            '--out', tmp_path)  # fmt: skip
