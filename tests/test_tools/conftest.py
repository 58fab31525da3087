"""A small Flickr-SoundNet and network, and tools run as users run them."""

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mmavloc.testing import write_flickr_layout
from tests.paths import REPO

# A tool starts in a fork of a process that has imported libraries, which takes
# seconds; mmavloc itself is imported anew.
FORKS = multiprocessing.get_context('forkserver')
FORKS.set_forkserver_preload(
    ['torchvision', 'mmengine.runner', 'mmcv.transforms', 'rich.console']
    + ['scipy.signal', 'soundfile', 'av', 'timm', 'matplotlib.pyplot']
)

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


def run_tool(*argv, fails=False, **options) -> str:
    """Run a tool and return all it said; check how it ended."""
    status, said = end_tool(*argv, **options)
    assert (status != 0) == fails, said[-4000:]
    return said


def end_tool(*argv, cwd=REPO, launcher=None, env=None) -> tuple[int, str]:
    """Run a tool in a process; return its status and all it said."""
    argv = [str(arg) for arg in argv]
    env = {'OMP_NUM_THREADS': '1', **(env or {})}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, 'said')
        if launcher is None:
            process = FORKS.Process(target=be, args=(argv, cwd, env, out))
            process.start()
            process.join()
            return process.exitcode, out.read_text()
        with out.open('wb') as file:
            done = subprocess.run(
                [*launcher, *argv],
                cwd=cwd,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=os.environ | env,
            )
        return done.returncode, out.read_text()


def be(argv, cwd, env, out) -> None:
    """Turn this process into ``python *argv`` whose output goes to a file."""
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.chdir(cwd)
    os.environ.update(env)
    sys.path[:0] = env.get('PYTHONPATH', '').split(os.pathsep)
    import torch

    torch.set_num_threads(1)
    sys.argv = argv
    runpy.run_path(argv[0], run_name='__main__')


@pytest.fixture(scope='session')
def flickr(tmp_path_factory):
    root = tmp_path_factory.mktemp('flickr')
    write_flickr_layout(root, train=9, test=5, supervised=6)
    return root
