"""Whole data sets, through MMEngine's own loader."""

import json
import logging
import shutil
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.optim import OptimWrapper
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmavloc.datasets import (
    ClassImages,
    FlickrSoundNet,
    SoundingShapes,
    UnreadableClip,
    UnreadableMediaError,
    collate_clips,
)
from mmavloc.datasets.lists.draw_lists import annotated_ids
from mmavloc.engine.hooks import SkippedClipsHook
from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.formats.ids import RIGHT_ID, WRONG_ID
from mmavloc.formats.world import VERSION
from mmavloc.registry import MODELS
from mmavloc.testing import (
    write_annotation,
    write_flickr_layout,
    write_image,
    write_sound,
)
from tests.test_models.test_localizers import SMALL

PIPELINE = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', duration=0.5),
    dict(type='PackAVInputs'),
]


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=6, test=3)
    return tmp_path


def flickr(root, ann_file='train.txt', **kwargs):
    return FlickrSoundNet(
        data_root=str(root), ann_file=ann_file, pipeline=PIPELINE, **kwargs
    )


def test_test_clips_have_boxes_and_a_split(root):
    dataset = flickr(root, 'test.txt', test_mode=True)
    assert len(dataset) == 3
    clip = dataset[1]
    sample = clip['data_samples']
    assert (sample.sample_id, sample.split) == ('9001', 'test')
    assert np.array_equal(sample.boxes[0] * 256, [32, 32, 160, 160])
    assert sample.num_annotators == 2
    assert clip['inputs']['image'].shape == (3, 256, 256)
    assert clip['inputs']['audio'].shape == (11025,)


def test_training_clips_need_no_annotation(root):
    dataset = flickr(root, disjoint_from=['test.txt'])
    assert len(dataset) == 6 and 'boxes' not in dataset[0]['data_samples']


def test_a_leak_is_an_error(root):
    (root / 'train.txt').write_text('1000\n9001\n')
    with pytest.raises(ValueError, match='share 1 ids: 9001'):
        flickr(root, disjoint_from=['test.txt'])


@pytest.mark.parametrize('kind', [FlickrSoundNet, SoundingShapes])
def test_annotated_clips_in_training_are_a_loud_warning(
    root, kind, monkeypatch
):
    said = []
    monkeypatch.setattr(
        'mmavloc.datasets.lists.draw_lists.print_log',
        lambda text, **kwargs: said.append((text, kwargs['level'])),
    )
    (root / 'world.json').write_text(json.dumps({'version': VERSION}))
    (root / 'truth.json').write_text('{"9001": {"objects": []}}')
    (root / 'train.txt').write_text('1000\n9001\n9002\n')
    common = dict(data_root=str(root), ann_file='train.txt', pipeline=[])
    assert len(kind(**common)) == 3
    ((text, level),) = said
    assert level == logging.WARNING
    assert '2 of 3 ids' in text and '9001, 9002' in text
    # no warning where boxes are wanted, in a test, or without annotations
    (root / 'train.txt').write_text('9001\n')
    kind(**common, annotated=True)
    kind(**common, test_mode=True)
    shutil.rmtree(root / 'annotation')
    kind(**common)
    assert len(said) == 1


def test_a_list_is_drawn_once(root):
    lists = dict(ann_file='lists/train_4.txt', subset_size=4)
    first = flickr(root, **lists)
    written = (root / 'lists/train_4.txt').read_text()
    assert len(first) == 4
    ids = {first.get_data_info(i)['sample_id'] for i in range(4)}
    assert ids == set(written.split()) and not any(i[0] == '9' for i in ids)
    assert len(flickr(root, **{**lists, 'list_seed': 9})) == 4
    assert (root / 'lists/train_4.txt').read_text() == written


def test_a_list_that_cannot_be_filled_warns(root, caplog, monkeypatch):
    said = []
    monkeypatch.setattr(
        'mmavloc.datasets.lists.draw_lists.print_log',
        lambda text, **kwargs: said.append(text),
    )
    assert len(flickr(root, 'big.txt', subset_size=100)) == 6
    assert any('holds 6 ids instead of 100' in text for text in said)


def test_the_id_that_does_not_exist(root):
    write_image(root / f'image/{RIGHT_ID}.jpg')
    write_sound(root / f'audio/{RIGHT_ID}.wav')
    write_annotation(root / f'annotation/{RIGHT_ID}.xml', [[(1, 1, 9, 9)]])
    (root / 'test.txt').write_text(f'9000\n{WRONG_ID}\n')
    dataset = flickr(root, 'test.txt', test_mode=True)
    assert [dataset.get_data_info(i)['sample_id'] for i in range(2)] == [
        '9000',
        RIGHT_ID,
    ]


def test_the_clip_that_is_meant_is_kept_out_of_training(root):
    write_image(root / f'image/{RIGHT_ID}.jpg')
    write_sound(root / f'audio/{RIGHT_ID}.wav')
    write_annotation(root / f'annotation/{RIGHT_ID}.xml', [[(1, 1, 9, 9)]])
    (root / 'test.txt').write_text(f'9000\n{WRONG_ID}\n')
    folders = dict(
        img_path=str(root / 'image'),
        audio_path=str(root / 'audio'),
        ann_path=str(root / 'annotation'),
    )
    assert annotated_ids(folders, [root / 'test.txt']) == ['9001', '9002']
    (root / 'boxes.txt').write_text(f'9001\n{RIGHT_ID}\n')
    with pytest.raises(ValueError, match=f'share 1 ids: {RIGHT_ID}'):
        flickr(root, 'boxes.txt', annotated=True, disjoint_from=['test.txt'])


def test_skipping_is_asked_for_counted_and_replaces_nothing(root, tmp_path):
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


def test_unequal_clips_do_not_make_a_batch(root):
    write_image(root / 'image/1001.jpg', (64, 32))
    dataset = flickr(root)
    with pytest.raises(
        ValueError, match=r'image of clip 1001 is \(3, 32, 64\) and of 1000'
    ):
        collate_clips([dataset[0], dataset[1]])


def test_through_the_runner_with_workers(root):
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


def test_sounding_shapes_says_how_to_make_it(tmp_path):
    with pytest.raises(FileNotFoundError, match='make_sounding_shapes.py'):
        SoundingShapes(data_root=str(tmp_path), ann_file='test.txt')


def test_class_images(tmp_path):
    write_image(tmp_path / 'image/a.jpg')
    (tmp_path / 'list.txt').write_text('a 3\n\n')
    dataset = ClassImages(
        data_root=str(tmp_path),
        ann_file='list.txt',
        pipeline=[dict(type='LoadImage'), dict(type='PackAVInputs')],
    )
    assert dataset[0]['data_samples'].label == 3
    for text, error in (
        ('a 3\na 4\n', 'line 2'),
        ('a x\n', 'line 1'),
        ('a 1\nb 2\n', '1 of 2 images are missing'),
        ('', 'list is empty'),
    ):
        (tmp_path / 'list.txt').write_text(text)
        with pytest.raises((ValueError, FileNotFoundError), match=error):
            ClassImages(data_root=str(tmp_path), ann_file='list.txt')


def train_and_test(root, seconds, batch_size):
    """Read all clips; take training and test steps of a small system."""
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


def test_every_real_clip(realdata, tmp_path):
    tool = str(realdata / 'make_flickr_layout.py')
    subprocess.run(
        [sys.executable, tool, str(tmp_path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    read, metric = train_and_test(tmp_path, seconds=5.0, batch_size=32)
    assert read == 1392
    scores = metric.evaluate(208)
    # A blob in the centre is a strong floor on these pictures.
    assert scores['centre/cIoU'] > 20 > scores['random/cIoU']


def test_every_made_clip(tmp_path):
    """The same on media made here, odd sizes and rates among them."""
    write_flickr_layout(tmp_path, train=9, test=5)
    write_image(tmp_path / 'image/1000.jpg', (31, 77), 0)
    write_image(tmp_path / 'image/9001.jpg', (300, 40), 1)
    write_sound(tmp_path / 'audio/1001.wav', channels=2, rate=44100)
    read, metric = train_and_test(tmp_path, seconds=1.0, batch_size=3)
    assert read == 14
    scores = metric.evaluate(5)
    # the boxes written here lie around the centre
    assert scores['centre/cIoU'] == 100 > scores['random/cIoU'] == 0
