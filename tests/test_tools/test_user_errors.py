"""What a user gets wrong in train and test is answered by one sentence."""

import importlib
import json
import os
import re
import sys

import pytest
import torch

from mmavloc.cli import plot_curve
from tests.paths import REPO

from .conftest import tiny_options

CONFIG = REPO / 'configs/unsup_pretrained_10k.py'


@pytest.fixture
def refused(monkeypatch, capsys, tmp_path):
    """Run a tool in this process; return the sentence that ended it."""

    def call(tool, *argv):
        argv = [tool, *map(str, argv)]
        monkeypatch.setattr(sys, 'argv', argv)
        monkeypatch.chdir(tmp_path)
        # loggers of earlier runs keep streams that pytest has closed
        monkeypatch.setattr('logging.raiseExceptions', False)
        with pytest.raises(SystemExit) as found:
            importlib.import_module(f'mmavloc.cli.{tool}').main()
        said = str(found.value)
        assert said.startswith('error: ') and '\n' not in said, said
        assert 'Traceback' not in capsys.readouterr().err
        return said

    return call


@pytest.mark.parametrize(
    ('text', 'wanted'),
    [
        ('x = = 1\n', 'correct this line'),
        ("_base_ = './nosuch.py'\n", 'its base .*nosuch.py is missing'),
    ],
)
def test_broken_configs(refused, tmp_path, text, wanted):
    config = tmp_path / 'mine.py'
    config.write_text(text)
    for tool in ('train', 'test'):
        assert re.search(wanted, refused(tool, config))


@pytest.mark.parametrize('option', ['trian_cfg.max_epochs=1', 'model.tpye=x'])
def test_mistyped_options(refused, flickr, option):
    for tool in ('train', 'test'):
        said = refused(tool, CONFIG, '--cfg-options', option)
        assert option.partition('=')[0] in said


def test_checkpoints(refused, flickr, tmp_path):
    options = ['--work-dir', tmp_path, '--cfg-options', *tiny_options(flickr)]
    assert 'nosuch.pth' in refused(
        'test', CONFIG, tmp_path / 'nosuch.pth', *options
    )
    assert 'no checkpoint was given' in refused('test', CONFIG, *options)
    said = refused('train', CONFIG, '--resume', 'nosuch.pth', *options)
    assert '--resume nosuch.pth: no such checkpoint' in said
    other = tmp_path / 'other.pth'
    torch.save({'state_dict': torch.nn.Linear(2, 2).state_dict()}, other)
    said = refused('test', CONFIG, other, *options)
    assert 'not a checkpoint of this TwoStepLocalizer' in said


@pytest.mark.parametrize(
    ('extra', 'wanted'),
    [
        ('train_dataloader.batch_size=99', 'are fewer than a batch of 99'),
        ('train_dataloader.batch_size=1', 'at least 2 clips'),
        ('train_dataloader.dataset.data_root=/nosuch', '/nosuch'),
        ('model.type=TwoStepLocaliser', "did you mean 'TwoStepLocalizer'"),
        ('load_from=/nosuch.pth', '/nosuch.pth'),
    ],
)
def test_trainings(refused, flickr, tmp_path, extra, wanted):
    said = refused(
        *('train', CONFIG, '--no-val', '--work-dir', tmp_path / 'w'),
        *('--cfg-options', *tiny_options(flickr), extra),
    )
    assert wanted in said


def test_a_missing_weight_file(refused, flickr, tmp_path):
    options = tiny_options(flickr)
    options.remove('model.image_backbone.init_cfg=None')
    said = refused(
        *('train', CONFIG, '--no-val', '--work-dir', tmp_path),
        *('--cfg-options', *options),
        'model.image_backbone.init_cfg.checkpoint=/nosuch/weights.pth',
    )
    assert '/nosuch/weights.pth' in said


def test_work_dirs_that_cannot_be_written(refused, tmp_path):
    file = tmp_path / 'file'
    file.touch()
    for tool in ('train', 'test'):
        said = refused(tool, CONFIG, '--work-dir', file / 'w', *(
            ['--no-val'] if tool == 'train' else []
        ))  # fmt: skip
        assert f'--work-dir {file / "w"}: cannot be written' in said


def test_curves_are_drawn(refused, tmp_path, monkeypatch, capsys):
    for number, start in (('1', 0), ('2', 2)):  # a resumed training
        folder = tmp_path / number / 'vis_data'
        os.makedirs(folder)
        lines = [
            json.dumps({'loss': 1 / (step + 1), 'step': step})
            for step in range(start, start + 3)
        ]
        (folder / 'scalars.json').write_text('\n'.join(lines))
    curves = plot_curve.read_scalars(tmp_path)
    assert list(curves['loss']) == [0, 1, 2, 3, 4]
    out = tmp_path / 'new/curve.png'
    argv = ['plot_curve', str(tmp_path), '--out', str(out)]
    monkeypatch.setattr(sys, 'argv', argv)
    plot_curve.main()
    assert out.read_bytes().startswith(b'\x89PNG')
    said = refused('plot_curve', tmp_path, '--keys', 'los', '--out', out)
    assert 'did you mean loss?' in said
    assert 'holds no' in refused('plot_curve', REPO / 'docs', '--out', out)
