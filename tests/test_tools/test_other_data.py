"""Train on one data root and test on others, as users do."""

import json
import runpy
import sys

import pytest

from mmavloc.testing import write_clips
from tests.paths import REPO

from .conftest import TINY, run_tool

CONFIG = 'configs/vggsound_pretrained_10k.py'
TEST = [
    'test_dataloader.num_workers=0',
    'test_dataloader.persistent_workers=False',
    'test_dataloader.dataset.pipeline.1.duration=1.0',
]
TRAIN = [option.replace('test_', 'train_') for option in TEST]
MODEL = [option for option in TINY if option.startswith('model.')]


@pytest.fixture(scope='module')
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp('data')
    ids = [f'v{i}_000000' for i in range(9)]
    write_clips(root / 'vggsound', 'train', ids)
    boxes = [[(0, 0, 99.5, 128), (64, 64, 192, 256)]]
    write_clips(root / 'vggss', 'test', ['v3_000000'], boxes)
    is3 = ['dog_cat_1', 'dog_cat_2', 'car_cow_1', 'car_cow_2']
    write_clips(root / 'is3', 'test', is3, boxes)
    return root


@pytest.fixture(scope='module')
def checkpoint(data, tmp_path_factory):
    work = tmp_path_factory.mktemp('work')
    run_tool(
        *('tools/train.py', CONFIG, '--work-dir', work, '--data-root', data),
        *('--cfg-options', *TINY, *TRAIN, 'train_cfg.max_epochs=1'),
    )
    return work / 'epoch_1.pth'


def test_no_test_clip_is_trained_on(checkpoint, data):
    assert checkpoint.is_file()
    drawn = (data / 'vggsound/lists/train_10k.txt').read_text().split()
    assert len(drawn) == 8 and 'v3_000000' not in drawn


def test_pictures_whose_objects_sound_in_turn(checkpoint, data, tmp_path):
    """One truth per clip, groups of two, another data root."""
    out = tmp_path / 'r.json'
    run_tool(
        *('tools/test.py', CONFIG, checkpoint, '--out', out, '--work-dir'),
        *(
            tmp_path,
            '--data',
            'configs/data/is3.py',
            '--data-root',
            data / 'is3',
        ),
        *('--cfg-options', *MODEL, *TEST),
    )
    results = json.loads(out.read_text())['test']
    assert results['localization/cIoU']['n'] == 4
    assert results['localization/IIoU']['n'] == 2
    # both clips of a picture show the same: the centre finds both or none
    assert results['centre/IIoU']['value'] == results['centre/cIoU']['value']


@pytest.mark.parametrize(
    ('config', 'message'),
    [
        ('data/is3', 'no model; want mmavloc test CONFIG CHECKPOINT --data'),
        ('folder_squeezenet', 'no test data; want --data with a config'),
    ],
)
def test_half_a_test_is_refused(config, message, monkeypatch):
    """In this process: neither comes as far as the runner."""
    argv = ['test.py', str(REPO / f'configs/{config}.py'), 'x.pth']
    monkeypatch.setattr(sys, 'argv', argv)
    with pytest.raises(SystemExit, match=message):
        runpy.run_path(str(REPO / 'tools/test.py'), run_name='__main__')
