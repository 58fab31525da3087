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
from mmavloc.formats.ids import (
    RIGHT_ID,
    WRONG_ID,
    form_of,
    plain_id,
    repair_ids,
)
from mmavloc.formats.negative_lists import read_negatives

FORMS = {
    'plain.txt': b'1000\n2000\n',
    'pictures.txt': b'1000.jpg\n2000.png\n',
    'videos.txt': b'1000.mp4\r\n2000.MP4',
    'paths.txt': b'videos2/0/0/1000.mp4\n/hdd/Annotations/2000.mp4',
    'disk.txt': b'D:\\frames\\1000.jpg\r\nD:\\frames\\2000.jpg\r\n',
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
        (b'\xff\xfe\x00', 'not UTF-8 text'),
        (b'\xfc\n', 'not UTF-8 text'),
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
    with pytest.raises(ValueError, match='a.json: not a JSON list of ids'):
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
    check_matches({'a', 'b'}, 'x.txt', {'b'}.__contains__, {'b'})
    with pytest.raises(ValueError, match=r'x.txt: none.*such as a, .*as b;'):
        check_matches({'a'}, 'x.txt', {'b'}.__contains__, {'b', 'c'})


@pytest.mark.parametrize(
    ('listed', 'there', 'alike'),
    [
        ('12015590114', '3908875350', True),
        ('zpWuikVorYg_000032', '---g-f_I2yQ_000001', True),
        ('dog_bark_7', 'cat_meow_12', True),
        ('12015590114', 'zpWuikVorYg_000032', False),
        ('v_007', 'v_7', False),
        ('v_7', '7', False),
    ],
)
def test_ids_of_clips_that_are_elsewhere_need_the_form_of_the_data(
    listed, there, alike
):
    assert (form_of(listed) == form_of(there)) == alike
    facts = [listed], 'x.txt', lambda name: False, [there]
    with pytest.raises(ValueError, match='none of its ids'):
        check_matches(*facts)
    if alike:
        check_matches(*facts, by_form=True)
    else:
        with pytest.raises(ValueError, match='none of its ids'):
            check_matches(*facts, by_form=True)


def test_names_by_start_and_end_are_clips_of_vggss():
    names = ['B7Iab-AC3Dw_110000_120000', '_Zl_z4n_T9M_471_481']
    short = ['-lPXTBXa0tE_30000_38000', 'deyvkq2LZoY_0_10000']
    right = ['B7Iab-AC3Dw_000110', '_Zl_z4n_T9M_000471']
    assert repair_ids(names) == right
    assert repair_ids(short) == ['-lPXTBXa0tE_000030', 'deyvkq2LZoY_000000']
    assert repair_ids(names, {names[0]}.__contains__) == [names[0], right[1]]
    frames = ['HnUOaSfTA6c_009_00270', 'xv7eM6-UmkY_14_1', 'x_w-93ctLN0_2_5']
    assert repair_ids(frames) == frames


def test_both_clips_of_a_negative_are_kept_out(tmp_path):
    path = tmp_path / 'vggss_test_plus_silent.csv'
    path.write_text('video,audio,label\n1,2,non-sounding\n3,3,non-sounding\n')
    assert read_kept_out(path) == {'1', '2', '3'}


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
        ('video,audio,label\n', 'no row has the label'),
        ('1,2,non-sounding\n1.jpg,2,non-sounding\n', 'line 2.*twice'),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=message):
            read_negatives(path)
    with pytest.raises(FileNotFoundError, match='nowhere.csv: no such list'):
        read_negatives(tmp_path / 'nowhere.csv')
