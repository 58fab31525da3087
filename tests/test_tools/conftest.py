"""A small Flickr-SoundNet and network, and tools run as users run them."""

import os
import subprocess
import sys

import pytest

from mmavloc.testing import write_flickr_layout
from tests.paths import REPO

# The paper's configs at a width that a test can afford.
TINY = [
    'model.image_backbone.base_channels=2',
    'model.image_backbone.init_cfg=None',
    'model.audio_backbone.base_channels=2',
    'model.potential_head.in_channels=16',
    'model.potential_head.channels=8',
    'model.sound_head.in_channels=8',
    'model.sound_head.channels=8',
    'model.selection_head.channels=8',
    'train_dataloader.batch_size=4',
    'default_hooks.logger.interval=1',
]


def tiny_options(data_root) -> list[str]:
    """Return --cfg-options that make a config small and quick."""
    options = [*TINY]
    for loader in ('train_dataloader', 'test_dataloader'):
        options += [
            f'{loader}.dataset.data_root={data_root}',
            f'{loader}.dataset.pipeline.1.duration=1.0',
            f'{loader}.num_workers=0',
            f'{loader}.persistent_workers=False',
        ]
    return options


def run_tool(*argv, cwd=REPO, fails=False, launcher=None, env=None) -> str:
    """Run a tool and return all it said; check how it ended."""
    command = [sys.executable] if launcher is None else launcher
    done = subprocess.run(
        [*command, *map(str, argv)],
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, 'OMP_NUM_THREADS': '1', **(env or {})},
    )
    assert (done.returncode != 0) == fails, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope='session')
def flickr(tmp_path_factory):
    root = tmp_path_factory.mktemp('flickr')
    write_flickr_layout(root, train=9, test=5, supervised=6)
    return root
