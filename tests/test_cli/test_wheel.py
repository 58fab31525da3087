"""An installed wheel works without a checkout."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from mmavloc.testing import write_flickr_layout
from tests.paths import REPO


@pytest.fixture(scope='module')
def installed(tmp_path_factory):
    """Build a wheel of the package alone, and install it into a folder."""
    root = tmp_path_factory.mktemp('wheel')
    source = root / 'source'
    source.mkdir()
    for name in ('setup.py', 'pyproject.toml', 'README.md'):
        shutil.copy(REPO / name, source)
    skip = shutil.ignore_patterns('__pycache__')
    shutil.copytree(REPO / 'mmavloc', source / 'mmavloc', ignore=skip)
    pip = [sys.executable, '-m', 'pip', '--quiet']
    for command in (
        ['wheel', '--no-deps', '--no-build-isolation', '-w', root, source],
        ['install', '--no-deps', '--target', root / 'site'],
    ):
        if command[0] == 'install':
            command.append(next(root.glob('mmavloc-*.whl')))
        subprocess.run([*pip, *map(str, command)], check=True, cwd=root)
    return root / 'site'


@pytest.fixture
def run(installed, tmp_path):
    """Run ``python -m mmavloc`` of the wheel in an empty folder."""
    empty = tmp_path / 'empty'
    empty.mkdir()

    def run(*argv, code=None):
        command = ['-c', code] if code else ['-m', 'mmavloc', *map(str, argv)]
        done = subprocess.run(
            [sys.executable, *command],
            cwd=empty,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {'PYTHONPATH': str(installed), 'OMP_NUM_THREADS': '1'},
        )
        assert done.returncode == 0, done.stdout[-3000:]
        return done.stdout

    return run


def test_the_command_is_installed_and_light(installed, run):
    entry = next(installed.glob('mmavloc-*.dist-info')) / 'entry_points.txt'
    assert 'mmavloc = mmavloc.cli:main' in entry.read_text()
    said = run(
        code='import sys, mmavloc, mmavloc.cli as c; c.main(["--help"]);'
        'import mmavloc.registry;'
        'print(mmavloc.__file__, "torch" in sys.modules)'
    )
    assert f'{installed}/mmavloc/__init__.py False' in said
    assert 'score_maps' in said
    assert not [p for p in installed.iterdir() if p.name == 'studies']


def test_maps_are_scored(run, tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / 'm.npz', a=rng.random((7, 7)), b=rng.random((7, 7)))
    clip = {'boxes': [[9, 9, 99, 99]], 'unit': 'pixel256', 'kind': 'union'}
    (tmp_path / 'b.json').write_text(json.dumps({'a': clip, 'b': clip}))
    out = tmp_path / 's.json'
    run(
        *('score_maps', '--maps', tmp_path / 'm.npz', '--out', out),
        *('--annotations', tmp_path / 'b.json', '--protocol', 'mmavloc'),
    )
    assert json.loads(out.read_text())


def test_a_model_is_loaded_tested_and_audited(run, tmp_path):
    """From a config file, as training dumps it beside its checkpoints."""
    import torch
    from mmengine.config import Config

    from mmavloc.registry import MODELS
    from tests.test_tools.conftest import tiny_options

    data = tmp_path / 'data'
    write_flickr_layout(data, train=1, test=3, supervised=1)
    cfg = Config.fromfile(REPO / 'configs/unsup_pretrained_144k.py')
    options = dict(option.split('=') for option in tiny_options(data))
    numbers = {'num_workers': 0, 'persistent_workers': False}
    cfg.merge_from_dict(
        {
            key: numbers.get(
                key.rsplit('.')[-1],
                None
                if value == 'None'
                else int(value)
                if value.isdigit()
                else float(value)
                if value == '1.0'
                else value,
            )
            for key, value in options.items()
        }
    )
    config = tmp_path / 'dumped.py'
    cfg.dump(config)
    checkpoint = tmp_path / 'epoch_1.pth'
    model = MODELS.build(cfg.model)
    torch.save({'state_dict': model.state_dict(), 'meta': {}}, checkpoint)
    out = tmp_path / 'r.json'
    run('test', config, checkpoint, '--out', out)
    assert json.loads(out.read_text())['test']['localization/cIoU']['n'] == 3
    page = tmp_path / 'audit'
    run('audit', config, checkpoint, '--device', 'cpu', '--out', page)
    assert (page / 'report.html').stat().st_size > 10_000


def test_the_starter_is_in_the_wheel(installed, run, tmp_path):
    """The three lines of the README, in an empty folder."""
    from PIL import Image

    from mmavloc.testing import write_sound

    Image.new('RGB', (64, 48), 'gray').save(tmp_path / 'dog.jpg')
    write_sound(tmp_path / 'bark.wav')
    text = (REPO / 'README.md').read_text()
    block = text[text.index('import mmavloc\n') :].partition('```')[0]
    assert len(block.split('\n')) == 5  # import, blank, two lines, end
    for name in ('dog.jpg', 'bark.wav', 'overlay.png'):
        block = block.replace(name, str(tmp_path / name))
    run(code=block)
    assert (tmp_path / 'overlay.png').is_file()
    folder = installed / 'mmavloc/zoo/starter'
    assert {p.suffix for p in folder.iterdir()} >= {'.md', '.json'}
