"""Every clip of a data set, loaded, trained on and scored."""

import subprocess
import sys

import pytest
import torch
from mmengine.optim import OptimWrapper
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.registry import MODELS
from mmavloc.testing import (
    write_flickr_layout,
    write_image,
    write_sound,
)
from tests.test_models.test_localizers import SMALL


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def train_and_test(root, seconds, batch_size):
    """Load all clips; run training and test steps of a small system."""
    pipeline = [
        dict(type='LoadImage'),
        dict(type='LoadAudio', duration=seconds),
        dict(type='Resize', scale=(64, 64), backend='pillow'),
        dict(type='PackAVInputs'),
    ]
    model = MODELS.build(SMALL)
    optimizer = OptimWrapper(torch.optim.Adam(model.parameters()))
    metric, seen = ConsensusIoU(), set()
    for name, test_mode in (('train', False), ('test', True)):
        loader = Runner.build_dataloader(
            dict(
                batch_size=batch_size,
                num_workers=2,
                collate_fn=dict(type='mmavloc.collate_clips'),
                sampler=dict(type='DefaultSampler', shuffle=False),
                dataset=dict(
                    type='FlickrSoundNet',
                    data_root=str(root),
                    ann_file=f'{name}.txt',
                    test_mode=test_mode,
                    disjoint_from=[] if test_mode else ['test.txt'],
                    pipeline=pipeline,
                ),
            )
        )
        model.train(not test_mode)
        for step, batch in enumerate(loader):
            assert batch['inputs']['image'].shape[1:] == (3, 64, 64)
            assert batch['inputs']['audio'].shape[1:] == (
                round(22050 * seconds),
            )
            seen |= {s.sample_id for s in batch['data_samples']}
            if test_mode:
                with torch.no_grad():
                    samples = model.test_step(batch)
                metric.process(batch, [s.to_dict() for s in samples])
            elif step < 3:
                loss = model.train_step(batch, optimizer)['loss']
                assert 0 <= loss.item() <= 1
    return len(seen), metric


def test_every_real_clip_is_loaded_and_scored(realdata, tmp_path):
    tool = str(realdata / 'make_flickr_layout.py')
    subprocess.run(
        [sys.executable, tool, str(tmp_path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    count, metric = train_and_test(tmp_path, seconds=5.0, batch_size=32)
    assert count == 1392
    scores = metric.evaluate(208)
    # A blob in the centre is a strong floor on these images.
    assert scores['centre/cIoU'] > 20 > scores['random/cIoU']


def test_every_synthetic_clip_is_loaded_and_scored(tmp_path):
    """The same with synthetic media of several sizes and rates."""
    write_flickr_layout(tmp_path, train=9, test=5)
    write_image(tmp_path / 'image/1000.jpg', (31, 77), 0)
    write_image(tmp_path / 'image/9001.jpg', (300, 40), 1)
    write_sound(tmp_path / 'audio/1001.wav', channels=2, rate=44100)
    count, metric = train_and_test(tmp_path, seconds=1.0, batch_size=3)
    assert count == 14
    scores = metric.evaluate(5)
    # the boxes of these clips are around the centre
    assert scores['centre/cIoU'] == 100 > scores['random/cIoU'] == 0
