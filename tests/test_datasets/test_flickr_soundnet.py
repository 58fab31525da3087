"""Flickr-SoundNet: lists, ids, annotations and warnings."""

import json
import logging
import shutil

import numpy as np
import pytest
from mmengine.registry import init_default_scope

from mmavloc.datasets import (
    FlickrSoundNet,
    SoundingShapes,
)
from mmavloc.datasets.lists.draw_lists import annotated_ids
from mmavloc.formats.ids import RIGHT_ID, WRONG_ID
from mmavloc.formats.world import VERSION
from mmavloc.testing import (
    write_annotation,
    write_flickr_layout,
    write_image,
    write_sound,
)

from .flickr_clips import flickr


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=6, test=3)
    return tmp_path


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


def test_ids_shared_with_a_test_list_are_refused(root):
    (root / 'train.txt').write_text('1000\n9001\n')
    with pytest.raises(ValueError, match='share 1 ids: 9001'):
        flickr(root, disjoint_from=['test.txt'])


@pytest.mark.parametrize('kind', [FlickrSoundNet, SoundingShapes])
def test_annotated_clips_in_training_give_a_warning(root, kind, monkeypatch):
    messages = []
    monkeypatch.setattr(
        'mmavloc.datasets.lists.draw_lists.print_log',
        lambda text, **kwargs: messages.append((text, kwargs['level'])),
    )
    (root / 'world.json').write_text(json.dumps({'version': VERSION}))
    (root / 'truth.json').write_text('{"9001": {"objects": []}}')
    (root / 'train.txt').write_text('1000\n9001\n9002\n')
    common = dict(data_root=str(root), ann_file='train.txt', pipeline=[])
    assert len(kind(**common)) == 3
    ((text, level),) = messages
    assert level == logging.WARNING
    assert '2 of 3 ids' in text and '9001, 9002' in text
    # no warning in supervised training, in a test, or without annotations
    (root / 'train.txt').write_text('9001\n')
    kind(**common, annotated=True)
    kind(**common, test_mode=True)
    shutil.rmtree(root / 'annotation')
    kind(**common)
    assert len(messages) == 1


def test_a_list_is_drawn_only_once(root):
    lists = dict(ann_file='lists/train_4.txt', subset_size=4)
    first = flickr(root, **lists)
    written = (root / 'lists/train_4.txt').read_text()
    assert len(first) == 4
    ids = {first.get_data_info(i)['sample_id'] for i in range(4)}
    assert ids == set(written.split()) and not any(i[0] == '9' for i in ids)
    assert len(flickr(root, **lists)) == 4
    with pytest.raises(
        ValueError, match='drawn with list_seed=9 from the 6 clips'
    ):
        flickr(root, **lists, list_seed=9)
    assert (root / 'lists/train_4.txt').read_text() == written


def test_a_list_of_another_seed_is_read_again_with_that_seed(root):
    lists = dict(ann_file='lists/nine.txt', subset_size=4, list_seed=9)
    assert len(flickr(root, **lists)) == len(flickr(root, **lists)) == 4


def test_a_list_that_is_too_short_gives_a_warning(root, caplog, monkeypatch):
    messages = []
    monkeypatch.setattr(
        'mmavloc.datasets.lists.draw_lists.print_log',
        lambda text, **kwargs: messages.append(text),
    )
    assert len(flickr(root, 'big.txt', subset_size=100)) == 6
    assert any('contains 6 ids instead of 100' in text for text in messages)


def test_the_wrong_published_id_is_replaced(root):
    write_image(root / f'image/{RIGHT_ID}.jpg')
    write_sound(root / f'audio/{RIGHT_ID}.wav')
    write_annotation(root / f'annotation/{RIGHT_ID}.xml', [[(1, 1, 9, 9)]])
    (root / 'test.txt').write_text(f'9000\n{WRONG_ID}\n')
    dataset = flickr(root, 'test.txt', test_mode=True)
    assert [dataset.get_data_info(i)['sample_id'] for i in range(2)] == [
        '9000',
        RIGHT_ID,
    ]


def test_the_clip_of_the_wrong_id_is_excluded_from_training(root):
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


def test_a_missing_sounding_shapes_names_its_generator(tmp_path):
    with pytest.raises(FileNotFoundError, match='make_sounding_shapes.py'):
        SoundingShapes(data_root=str(tmp_path), ann_file='test.txt')
