"""The text of docs/extend.md, run as it stands."""

import os
import re
import shutil

import pytest

from mmavloc.sounding_shapes import WorldSettings, make_world
from tests.paths import REPO
from tests.test_tools.conftest import run_tool

TEXT = (REPO / 'docs/extend.md').read_text()


@pytest.fixture
def folder(tmp_path):
    """A folder outside the repository, with the files that the page shows."""
    for name in ('my_head.py', 'my_config.py'):
        block = re.search(
            rf'`{re.escape(name)}`.*?```python\n(.*?)```', TEXT, re.DOTALL
        )
        (tmp_path / name).write_text(block[1])
    shutil.copytree(REPO / 'configs', tmp_path / 'configs')
    make_world(
        tmp_path / 'data/sounding_shapes',
        WorldSettings(*(17, 2, 2, 2, 2, 2, 12), size=192, seconds=2.0),
    )
    return tmp_path


def test_a_head_from_outside_is_trained_by_config_alone(folder):
    assert 'PYTHONPATH=. python tools/train.py my_config.py' in TEXT
    said = run_tool(
        *(REPO / 'tools/train.py', 'my_config.py', '--cfg-options'),
        'model.image_backbone.init_cfg=None',
        'train_dataloader.num_workers=0',
        'train_dataloader.persistent_workers=False',
        'default_hooks.logger.interval=1',
        'train_cfg.max_epochs=1',
        cwd=folder,
        env={'PYTHONPATH': f'.{os.pathsep}{REPO}'},
    )
    assert 'TemperedSelectionHead' in said
    assert len(re.findall(r'Epoch\(train\).* loss: 0\.\d+', said)) == 2
    assert (folder / 'work_dirs/my_config/epoch_1.pth').is_file()


def test_the_example_is_short():
    block = re.search(r'```python\n(import torch.*?)```', TEXT, re.DOTALL)
    code = [line for line in block[1].splitlines() if line.strip()]
    assert len(code) <= 25
