"""Id lists in every form in which they are published."""

import json

import pytest

from mmavloc.datasets.lists.pair_lists import scan_pairs
from mmavloc.datasets.lists.type_lists import read_types
from mmavloc.formats.id_lists import (
    check_matches,
    read_id_list,
    read_kept_out,
    write_list,
)
from mmavloc.formats.ids import RIGHT_ID, WRONG_ID, plain_id
from mmavloc.formats.negative_lists import read_negatives

FORMS = {
    'plain.txt': b'1000\n2000\n',
    'pictures.txt': b'1000.jpg\n2000.png\n',
    'videos.txt': b'1000.mp4\r\n2000.MP4',
    'class.csv': b'1000,202\r\n2000,0\r\n',
    'semicolons.csv': b'1000;dog\n2000;cat\n',
    'tabs.tsv': b'1000\tdog barking\n2000\tcat, small\n',
    'quotes.csv': b'"1000","dog, large"\n"2000","cat"\n',
    'header.csv': b'id,class\n1000,3\n2000,4\n',
    'one_column.csv': b'video\n1000\n2000\n',
    'pandas.csv': b',filename,label\n0,1000.wav,a\n1,2000.wav,b\n',
    'second.csv': b'class,file\ndog,1000\ncat,2000\n',
    'mark.txt': b'\xef\xbb\xbf1000\r\n\r\n# a comment\r\n2000 # why\r\n',
    'utf16.txt': '1000\n2000\n'.encode('utf-16'),
    'mac.txt': b'1000\r2000\r',
    'file.json': json.dumps(
        [{'file': '1000', 'class': 'a'}, {'file': '2000', 'class': 'b'}]
    ).encode(),
}


@pytest.mark.parametrize('name', FORMS)
def test_published_forms(tmp_path, name):
    (tmp_path / name).write_bytes(FORMS[name])
    assert read_id_list(tmp_path / name) == ['1000', '2000']


def test_vggsound_rows_give_the_ids_of_vggss(tmp_path):
    path = tmp_path / 'vggsound.csv'
    path.write_text(
        '---g-f_I2yQ,1,people marching,test\nzpWuikVorYg,32,"a, b",train\n'
    )
    assert read_id_list(path) == ['---g-f_I2yQ_000001', 'zpWuikVorYg_000032']
    path.write_text('12015590114,20\n')  # an id of Flickr and its class
    assert read_id_list(path) == ['12015590114']


def test_words_that_clips_may_be_called_are_ids(tmp_path):
    path = tmp_path / 'train.txt'
    write_list(path, ['video', 'clip', 'name'])
    assert read_id_list(path) == ['video', 'clip', 'name']


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (b'\xff\xfe\x00', 'no UTF-8 text'),
        (b'\xfc\n', 'no UTF-8 text'),
        (b',a\n1,b\n', "line 1: ',a' has no id in column 1"),
        (b'id,class\n', 'holds no id'),
        (b'1000.jpg\n1000,5\n', 'more than once, 1000;'),
    ],
)
def test_forms_that_are_refused(tmp_path, data, message):
    path = tmp_path / 'a.csv'
    path.write_bytes(data)
    with pytest.raises(ValueError, match=f'a.csv.*{message}'):
        read_id_list(path)


@pytest.mark.parametrize('text', ['{', '[1]', '[{"x": "1"}]', '{"a": 1}'])
def test_other_json_is_refused(tmp_path, text):
    path = tmp_path / 'a.json'
    path.write_text(text)
    with pytest.raises(ValueError, match='a.json: no JSON list of ids'):
        read_id_list(path)


def test_one_ending_is_removed():
    for name, wanted in (
        ('a.jpg', 'a'),
        ('a.mp4.wav', 'a.mp4'),
        ('a.b', 'a.b'),
        ('.jpg', '.jpg'),
        ('rq5RDUm2Hnk_1.mp4_1', 'rq5RDUm2Hnk_1.mp4_1'),
    ):
        assert plain_id(name) == wanted


def test_a_list_to_keep_out_may_repeat_ids(tmp_path):
    path = tmp_path / 'test.csv'
    path.write_text(f'{WRONG_ID}.png\n1\n1\n')
    assert read_kept_out(path) == {WRONG_ID, RIGHT_ID, '1'}


def test_a_list_that_matches_nothing_names_one_of_either_side():
    check_matches({'a', 'b'}, 'x.txt', {'b'}.__contains__, 'b')
    with pytest.raises(ValueError, match=r'x.txt: none.*such as a, .*as b;'):
        check_matches({'a'}, 'x.txt', {'b'}.__contains__, 'b')


PAIRS = (
    b'\xef\xbb\xbf1 2\r\n3 4\r\n',
    b'1,2\n3,4\n',
    b'left\tright\n1.jpg\t2.jpg\n3.jpg\t4.jpg\n',
    b'1,elk_bugling,2,people\n3,dog,4,"cat, small"\n',
)


@pytest.mark.parametrize('data', PAIRS)
def test_pairs(tmp_path, data):
    (tmp_path / 'pairs.csv').write_bytes(data)
    pairs, found = scan_pairs(tmp_path / 'pairs.csv')
    assert (pairs, found) == ([('1', '2'), ('3', '4')], [])


@pytest.mark.parametrize(
    'data',
    [b'\xef\xbb\xbf1 A\r\n2 B', b'id,type\n1,A\n2,B\n', b'1.jpg\tA\n2\tB'],
)
def test_types(tmp_path, data):
    (tmp_path / 'types.csv').write_bytes(data)
    assert read_types(tmp_path / 'types.csv') == {'1': 'A', '2': 'B'}


def test_negatives(tmp_path):
    path = tmp_path / 'flickr_test_plus_silent.csv'
    path.write_text(
        'video,audio,label\n1,2,non-sounding\n1,1,sounding\n3,3,non-sounding\n'
    )
    assert read_negatives(path) == [('1', '2'), ('3', '3')]
    for text, message in (
        ('1,2\n', 'line 1'),
        ('video,audio,label\n', 'no row is labelled'),
        ('1,2,non-sounding\n1.jpg,2,non-sounding\n', 'line 2.*twice'),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=message):
            read_negatives(path)
    with pytest.raises(FileNotFoundError, match='nowhere.csv: no such list'):
        read_negatives(tmp_path / 'nowhere.csv')
