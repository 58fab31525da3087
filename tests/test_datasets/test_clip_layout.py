"""Id lists, annotations and records, valid and invalid."""

import numpy as np
import pytest

from mmavloc.datasets.clip_layout import check_disjoint, clip_records
from mmavloc.datasets.lists.draw_lists import nested_subset, trainable_ids
from mmavloc.formats.annotation import read_annotation
from mmavloc.formats.id_lists import read_id_list, write_list
from mmavloc.testing import write_annotation, write_flickr_layout


def test_id_list(tmp_path):
    path = tmp_path / 'ids.txt'
    path.write_text('\ufeff1\n\n# a comment\n 2 # why\n3')
    assert read_id_list(path) == ['1', '2', '3']


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'holds no id'),
        ('# nothing\n', 'holds no id'),
        ('1\n2\n1\n', '1 ids are listed more than once, 1;'),
        ('../../etc/passwd\n', 'not a plain id'),
        ('.hidden\n', 'not a plain id'),
    ],
)
def test_bad_id_lists(tmp_path, text, message):
    path = tmp_path / 'ids.txt'
    path.write_text(text)
    with pytest.raises(ValueError, match=f'ids.txt: .*{message}'):
        read_id_list(path)


def test_missing_id_list():
    with pytest.raises(FileNotFoundError, match='nowhere.txt: no such id'):
        read_id_list('nowhere.txt')


@pytest.mark.parametrize('m', range(1, 7))
def test_every_number_of_annotators(tmp_path, m):
    path = tmp_path / 'a.xml'
    drawn = [[(8 * i, 16, 128, 240)] * (1 + i % 2) for i in range(m)]
    write_annotation(path, drawn)
    annotation = read_annotation(path)
    assert annotation.num_annotators == m
    assert annotation.annotators.tolist() == [
        i for i in range(m) for _ in range(1 + i % 2)
    ]
    assert np.array_equal(annotation.boxes[0] * 256, [0, 16, 128, 240])


def test_corners_by_position_after_an_id(tmp_path):
    path = tmp_path / 'a.xml'
    for first in ('<id>7</id>', ''):
        path.write_text(
            f'<a><p><bbox>{first}<a>1</a><b>2</b><c>30</c><d>40</d></bbox>'
            '</p></a>'
        )
        boxes = read_annotation(path).boxes
        assert np.array_equal(boxes * 256, [[1, 2, 30, 40]])


def test_annotators_without_a_box_are_counted(tmp_path):
    path = tmp_path / 'a.xml'
    write_annotation(path, [[(0, 0, 10, 10)], [], []])
    read = read_annotation(path)
    assert (len(read.boxes), read.annotators.tolist()) == (1, [0])
    assert read.num_annotators == 3


BOX = '<a><p><bbox><id>1</id>{}</bbox></p></a>'


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'not XML'),
        ('hello', 'not XML'),
        ('<a><p></a>', 'not XML'),
        ('<a/>', 'has no boxes'),
        ('<a><p/><p/></a>', 'has no boxes'),
        (BOX.format('<a>1</a><b>2</b><c>3</c>'), 'four numbers'),
        (BOX.format('<a>x</a><b>2</b><c>3</c><d>4</d>'), 'four numbers'),
        (BOX.format('<a>5</a><b>2</b><c>3</c><d>4</d>'), 'inverted'),
        (BOX.format('<a>1</a><b>4</b><c>3</c><d>4</d>'), 'inverted or empty'),
        (BOX.format('<a>1</a><b>2</b><c>3</c><d>257</d>'), 'outside the 256'),
        (BOX.format('<a>-1</a><b>2</b><c>3</c><d>7</d>'), 'outside the 256'),
        (BOX.format('<a>nan</a><b>2</b><c>3</c><d>7</d>'), 'outside the 256'),
        (
            '<a>'
            + '<p><bbox><a>1</a><b>2</b><c>3</c><d>4</d></bbox></p>' * 7
            + '</a>',
            '7 annotators; want 1 to 6',
        ),
    ],
)
def test_bad_annotations(tmp_path, text, message):
    path = tmp_path / 'a.xml'
    path.write_text(text)
    with pytest.raises(ValueError, match=rf'a\.xml: .*({message})'):
        read_annotation(path)


def test_missing_files_are_counted(tmp_path):
    write_flickr_layout(tmp_path, train=3, test=2)
    folders = {
        'img_path': tmp_path / 'image',
        'audio_path': tmp_path / 'audio',
        'ann_path': tmp_path / 'annotation',
    }
    ids = read_id_list(tmp_path / 'test.txt')
    assert len(clip_records(ids, folders, 'test', True)) == 2
    (tmp_path / 'audio/9000.wav').unlink()
    (tmp_path / 'annotation/9001.xml').unlink()
    with pytest.raises(
        FileNotFoundError, match='2 of 6 files of 2 .*9000.wav.*9001.xml'
    ):
        clip_records(ids, folders, 'test', True)


def test_lists_that_share_ids_are_refused(tmp_path):
    write_list(tmp_path / 'test.txt', ['b', 'c'])
    check_disjoint(['a'], 'train.txt', [tmp_path / 'test.txt'])
    with pytest.raises(ValueError, match='train.txt and .*share 1 ids: b'):
        check_disjoint(['a', 'b'], 'train.txt', [tmp_path / 'test.txt'])


def test_subsets_are_nested_and_seeded():
    ids = [f'{i:05d}' for i in range(1000)]
    small, large = nested_subset(ids, 10, 3), nested_subset(ids, 500, 3)
    assert large[:10] == small and len(set(large)) == 500
    assert nested_subset(reversed(ids), 10, 3) == small
    assert nested_subset(ids, 10, 4) != small
    assert sorted(nested_subset(ids, 5000, 3)) == ids


def test_annotated_ids_are_never_trained_on(tmp_path):
    write_flickr_layout(tmp_path, train=5, test=2)
    (tmp_path / 'image/1000.jpg').unlink()
    (tmp_path / 'audio/1001.wav').unlink()
    write_list(tmp_path / 'out.txt', ['1004'])
    folders = {
        'img_path': tmp_path / 'image',
        'audio_path': tmp_path / 'audio',
        'ann_path': tmp_path / 'annotation',
    }
    assert trainable_ids(folders, [tmp_path / 'out.txt']) == ['1002', '1003']
    with pytest.raises(FileNotFoundError, match='nowhere: no such folder'):
        trainable_ids({**folders, 'img_path': 'nowhere'})
