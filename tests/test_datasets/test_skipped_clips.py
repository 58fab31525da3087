"""Batches of clips with unreadable or different media."""

import json
from types import SimpleNamespace

import pytest
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmavloc.datasets import (
    UnreadableClip,
    UnreadableMediaError,
    collate_clips,
)
from mmavloc.engine.hooks import SkippedClipsHook
from mmavloc.testing import (
    write_flickr_layout,
    write_image,
)

from .flickr_clips import PIPELINE, flickr


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=6, test=3)
    return tmp_path


def test_skipped_clips_are_counted_and_not_replaced(root, tmp_path):
    (root / 'audio/1002.wav').write_text('broken')
    with pytest.raises(UnreadableMediaError, match='1002.wav'):
        flickr(root)[2]
    with pytest.raises(ValueError, match='number of scored clips'):
        flickr(root, test_mode=True, skip_unreadable=True)
    dataset = flickr(root, skip_unreadable=True)
    assert len(dataset) == 6
    clips = [dataset[i] for i in range(6)]
    assert isinstance(clips[2], UnreadableClip)
    batch = collate_clips(clips)
    ids = [sample.sample_id for sample in batch['data_samples']]
    assert ids == ['1000', '1001', '1003', '1004', '1005']
    assert len(batch['inputs']['image']) == 5
    assert [name for name, _ in batch['skipped']] == ['1002']
    with pytest.raises(UnreadableMediaError, match='1 of 2 clips .*1002'):
        collate_clips(clips[2:4])

    hook, warnings = SkippedClipsHook(), []
    runner = SimpleNamespace(
        work_dir=str(tmp_path),
        logger=SimpleNamespace(warning=warnings.append),
    )
    for _ in range(2):
        hook.before_train_iter(runner, 0, collate_clips(clips))
    hook.after_train(runner)
    listed = json.loads((tmp_path / 'skipped_clips.json').read_text())
    assert list(listed) == ['1002'] and '1002.wav' in listed['1002']
    assert len(warnings) == 2 and '1 clips could not be read' in warnings[1]


def test_clips_of_different_size_cannot_be_batched(root):
    write_image(root / 'image/1001.jpg', (64, 32))
    dataset = flickr(root)
    with pytest.raises(
        ValueError, match=r'image of clip 1001 is \(3, 32, 64\) and of 1000'
    ):
        collate_clips([dataset[0], dataset[1]])


def test_the_loader_of_the_runner_with_workers(root):
    loader = Runner.build_dataloader(
        dict(
            batch_size=4,
            num_workers=2,
            collate_fn=dict(type='mmavloc.collate_clips'),
            sampler=dict(type='DefaultSampler', shuffle=False),
            dataset=dict(
                type='FlickrSoundNet',
                data_root=str(root),
                ann_file='train.txt',
                pipeline=PIPELINE,
            ),
        )
    )
    batches = list(loader)
    assert [len(b['data_samples']) for b in batches] == [4, 2]
    assert batches[0]['inputs']['audio'].shape == (4, 11025)
