"""Maps and annotations of other programs, good and bad."""

import json
import math
import zipfile

import numpy as np
import pytest

from mmavloc.formats.map_files import MapFile, check_same, read_truths


def good(**changes):
    clip = dict(boxes=[[1, 2, 100, 200]], unit='pixel256', kind='consensus')
    return {'ok': dict(clip), 'bad': clip | changes}


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        ([], 'a list of 0'),
        ({'bad': 3}, 'clip bad has a int'),
        (good(kind='x'), "clip bad has the kind 'x'"),
        (good(unit='inch'), "clip bad has the unit 'inch'"),
        (good(boxes=[[1, 2, 3]]), 'clip bad has boxes that are not n x 4'),
        (good(boxes=[[1, 2, 3, 'x']]), 'clip bad has boxes that are not n'),
        (good(boxes=[[1, 2, 3, math.nan]]), 'clip bad has a box with a coo'),
        (good(boxes=[]), 'clip bad has 0 boxes and the kind consensus'),
        (good(kind='negative'), 'clip bad has 1 boxes and the kind negative'),
        (good(boxes=3), 'clip bad has boxes that are not n x 4'),
        (good(boxes=None), 'clip bad has boxes that are not n x 4'),
        (good(boxes=[['1', '2', '3', '4']]), 'boxes that are not n x 4'),
        (good(unit=[1]), r'clip bad has the unit \[1\]'),
        (good(annotator=None), 'clip bad has the annotators None'),
        (good(annotator=[{}]), 'clip bad has the annotators'),
        (good(group=[1]), r'clip bad has the group \[1\]'),
        (good(confidence='x'), "clip bad has the confidence 'x'"),
        (good(annotator=[0, 1]), 'clip bad has 1 boxes and 2 entries'),
        (good(confidence=math.inf), 'clip bad has the confidence inf'),
    ],
)
def test_bad_annotations_are_named(content, message, tmp_path):
    path = tmp_path / 'a.json'
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=message):
        read_truths(path)


def test_annotations(tmp_path):
    path = tmp_path / 'a.json'
    with pytest.raises(FileNotFoundError, match='no such annotation file'):
        read_truths(path)
    path.write_text('{')
    with pytest.raises(ValueError, match='not JSON'):
        read_truths(path)
    path.write_text('{"a": {}, "a": {}}')
    with pytest.raises(ValueError, match="it holds the key 'a' twice"):
        read_truths(path)
    path.write_text(
        json.dumps(good(boxes=[[-5, 0, 64, 300]], annotator=['x']))
    )
    found = read_truths(path)['bad']
    assert found.boxes.tolist() == [[-5 / 256, 0, 0.25, 300 / 256]]
    assert found.annotators.tolist() == [0] and found.num_annotators == 1


def test_map_files(tmp_path):
    heat = np.random.default_rng(0).random((3, 4))
    np.savez(tmp_path / 'm.npz', a=heat, b=heat + 1)
    maps = MapFile(tmp_path / 'm.npz')
    assert sorted(maps) == ['a', 'b'] and len(maps) == 2 and 'a' in maps
    assert np.array_equal(maps.read('b'), heat + 1)
    (tmp_path / 'folder').mkdir()
    np.save(tmp_path / 'folder/x.npy', heat)
    assert np.array_equal(MapFile(tmp_path / 'folder').read('x'), heat)
    keys = ('s/a/localization', 's/a/potential', 't/a/localization')
    np.savez(tmp_path / 'r.npz', **dict.fromkeys(keys, heat))
    with pytest.raises(ValueError, match='holds the splits s, t'):
        MapFile(tmp_path / 'r.npz')
    assert list(MapFile(tmp_path / 'r.npz', split='s')) == ['a']
    for split, name, known in (
        (
            't',
            'potential',
            'the maps localization and not potential; .*--map',
        ),
        ('u', 'localization', 'the splits s, t and not u; .* --split'),
    ):
        with pytest.raises(ValueError, match=known):
            MapFile(tmp_path / 'r.npz', split=split, name=name)
    with pytest.raises(FileNotFoundError, match='no such file or folder'):
        MapFile(tmp_path / 'none.npz')
    (tmp_path / 'x.npz').write_text('text')
    with pytest.raises(ValueError, match='not an .npz file'):
        MapFile(tmp_path / 'x.npz')
    np.savez(tmp_path / 'o.npz', a=np.array([None]))
    with pytest.raises(ValueError, match='map of clip a cannot be read'):
        MapFile(tmp_path / 'o.npz').read('a')


def test_maps_and_annotations_of_the_same_clips():
    check_same(['a', 'b'], ['b', 'a'])
    with pytest.raises(
        ValueError, match='1 clips have no map, the first is b'
    ):
        check_same(['a'], ['a', 'b'])
    with pytest.raises(
        ValueError, match='1 clips have no annotation, the firs'
    ):
        check_same(['a', 'b'], ['a'])


def test_damaged_files_and_strangers(tmp_path):
    heat = np.random.default_rng(0).random((64, 64))
    np.savez(tmp_path / 'empty.npz')
    with pytest.raises(ValueError, match='holds no map'):
        MapFile(tmp_path / 'empty.npz')
    (tmp_path / 'nothing.npz').write_bytes(b'')
    with pytest.raises(ValueError, match='not an .npz file'):
        MapFile(tmp_path / 'nothing.npz')
    np.savez(tmp_path / 'm.npz', a=heat)
    content = bytearray((tmp_path / 'm.npz').read_bytes())
    content[len(content) // 2] ^= 255
    (tmp_path / 'm.npz').write_bytes(content)
    with pytest.raises(ValueError, match='clip a cannot be read .*CRC'):
        MapFile(tmp_path / 'm.npz').read('a')
    with zipfile.ZipFile(tmp_path / 'z.npz', 'w') as file:
        file.writestr('a.txt', 'text')
    with pytest.raises(ValueError, match='it is not an array'):
        MapFile(tmp_path / 'z.npz').read('a.txt')
    folder = tmp_path / 'folder'
    folder.mkdir()
    np.save(folder / 'a.npy', heat.astype('>f4'))
    for name in ('.b.npy', 'c.jpg', 'd.npy'):
        (folder / name).write_text('text')
    maps = MapFile(folder)
    assert list(maps) == ['a', 'd']
    assert maps.read('a').dtype == np.float32  # of this machine's byte order
    with pytest.raises(ValueError, match='clip d cannot be read'):
        maps.read('d')
