import json
import os

import pytest

from mmavloc.apis.prepare import NAMES, find_clips
from mmavloc.apis.prepare.ids import safe_id
from mmavloc.datasets.layout import RIGHT_ID, WRONG_ID


def touch(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'x')


def clips_of(name, root, metadata=()):
    found = find_clips(name, root, root / 'out', metadata)
    return {clip.id: clip for clip in found.clips}, found


@pytest.mark.parametrize(
    ('name', 'wanted'),
    [
        ('zpWuikVorYg_000032', 'zpWuikVorYg_000032'),
        ('-a.b~c', '-a.b~c'),
        ('.hidden', '%2Ehidden'),
        ('a b#c', 'a%20b%23c'),
        ('sub/a', 'sub%2Fa'),
        ('../a', '%2E.%2Fa'),
        ('50%', '50%25'),
        ('ü', '%C3%BC'),
        ('"it\'s"\n', '%22it%27s%22%0A'),
        (os.fsdecode(b'\xff'), '%FF'),
    ],
)
def test_safe_id(name, wanted):
    assert safe_id(name) == wanted


def test_long_ids_stay_different():
    one, other = safe_id('ü' * 200 + 'a'), safe_id('ü' * 200 + 'b')
    assert one != other
    assert len(one) == len(other) == 150


def test_folder(tmp_path):
    touch(
        tmp_path,
        'video.mp4',
        'pair.jpg',
        'pair.wav',
        'sub/video.mp4',  # told apart by its folder
        'image/far.png',
        'audio/far.mp3',  # brought together
        'alone.jpg',
        'two.jpg',
        'two.png',
        'two.wav',
        'strange.xyz',
        '.hidden.mp4',
        'read.txt',
        'out/image/no.mp4',  # the output is not a source
    )
    clips, found = clips_of('folder', tmp_path)
    assert set(clips) == {
        'video',
        'pair',
        'sub%2Fvideo',
        'far',
        'alone',
        'two',
    }
    good = {name for name, clip in clips.items() if not clip.rejected}
    assert good == {'video', 'pair', 'sub%2Fvideo', 'far'}
    assert clips['pair'].picture == tmp_path / 'pair.jpg'
    assert clips['pair'].sound == tmp_path / 'pair.wav'
    assert clips['video'].picture == clips['video'].sound
    assert 'no sound' in clips['alone'].rejected
    assert 'two.jpg, two.png' in clips['two'].rejected
    assert list(found.strays) == [tmp_path / 'strange.xyz']


def test_loose_files_before_a_video(tmp_path):
    touch(tmp_path, 'a.mp4', 'a.jpg', 'b.mp4', 'b.jpg', 'b.wav')
    clips, _ = clips_of('folder', tmp_path)
    assert clips['a'].picture.name == 'a.jpg'
    assert clips['a'].sound.name == 'a.mp4'
    assert clips['b'].problems == (
        'b.mp4 is not used, picture and sound are there',
    )


@pytest.mark.parametrize(
    ('names', 'cause'),
    [
        (('a.mp4', 'a.mov'), 'a.mov, a.mp4; keep one'),
        (('a.mp4', 'A.mp4'), 'upper and lower case'),
    ],
)
def test_never_one_in_place_of_the_other(tmp_path, names, cause):
    touch(tmp_path, *names)
    _, found = clips_of('folder', tmp_path)
    assert all(cause in clip.rejected for clip in found.clips)


def test_links_are_read_and_do_not_turn_in_circles(tmp_path):
    touch(tmp_path / 'far', 'a.mp4')
    (tmp_path / 'in').mkdir()
    (tmp_path / 'in/link').symlink_to(tmp_path / 'far')
    (tmp_path / 'in/circle').symlink_to(tmp_path / 'in')
    (tmp_path / 'in/b.mp4').symlink_to(tmp_path / 'far/a.mp4')
    (tmp_path / 'in/gone.mp4').symlink_to(tmp_path / 'nowhere')
    (tmp_path / 'in/itself.mp4').symlink_to('itself.mp4')
    os.mkfifo(tmp_path / 'in/pipe.mp4')
    clips, found = clips_of('folder', tmp_path / 'in')
    assert set(clips) == {'b', 'link%2Fa'}
    assert {path.name: cause for path, cause in found.strays.items()} == {
        'gone.mp4': 'a link to nothing',
        'itself.mp4': 'a link to nothing',
        'pipe.mp4': 'no file, but a pipe, a socket or a device',
    }


def test_vggsound_names_and_splits(tmp_path):
    touch(
        tmp_path,
        'zpWuikVorYg_000032.mp4',
        'v/3qesirWAGt4_20000_30000.mp4',
        'v/_Zl_z4n_T9M_471_481.webm',
        'gEvCUcZ6w88_30000_40000/image_049.jpg',
        'gEvCUcZ6w88_30000_40000/image_050.jpg',
        'gEvCUcZ6w88_000030.wav',
    )
    (tmp_path / 'vggsound.csv').write_text(
        'zpWuikVorYg,32,elk bugling,test\n3qesirWAGt4,20,dog barking,train\n'
        '_Zl_z4n_T9M,471,"a, b",train\n'
    )
    clips, _ = clips_of('vggsound', tmp_path)
    assert {name: clip.split for name, clip in clips.items()} == {
        'zpWuikVorYg_000032': 'vggsound_test',
        '3qesirWAGt4_000020': 'train',
        '_Zl_z4n_T9M_000471': 'train',
        'gEvCUcZ6w88_000030': '',
    }
    assert clips['_Zl_z4n_T9M_000471'].labels == ('a, b',)
    assert clips['gEvCUcZ6w88_000030'].picture.name == 'image_050.jpg'
    assert not any(clip.rejected for clip in clips.values())


def test_vggsound_keeps_vggss_out(tmp_path):
    touch(tmp_path, 'zpWuikVorYg_000032.mp4', 'aaaaaaaaaaa_000001.mp4')
    _, found = clips_of('vggsound', tmp_path)
    assert 'may hold clips' in found.remarks[0]
    (tmp_path / 'vggss.json').write_text(
        '[{"file": "zpWuikVorYg_000032", "class": "a", "bbox": []}]'
    )
    clips, _ = clips_of('vggsound', tmp_path)
    assert clips['zpWuikVorYg_000032'].split == 'vggsound_test'
    assert clips['aaaaaaaaaaa_000001'].split == 'train'


def test_vggss(tmp_path):
    touch(tmp_path, 'gEvCUcZ6w88_30000_40000.mp4', 'M1P1xla8rg0_000000.mp4')
    (tmp_path / 'vggss.json').write_text(
        json.dumps(
            [
                {
                    'file': 'gEvCUcZ6w88_000030',
                    'class': 'speech',
                    'bbox': [
                        [0.45, 0.190625, 0.584375, 0.47812499999999997],
                        [0.00625, 0.015625, 0.00625, 0.015625],
                        [0.5, 0.5, 1.25, 0.75],
                    ],
                },
                {  # the published file has two such
                    'file': 'M1P1xla8rg0_000000',
                    'class': 'playing tambourine',
                    'bbox': [[0.26875, 1.0, 0.753125, 1.0]],
                },
                {
                    'file': 'MKC9LvRivTM_000030',
                    'class': 'a',
                    'bbox': [[0] * 4],
                },
            ]
        )
    )
    clips, _ = clips_of('vggss', tmp_path)
    good = clips['gEvCUcZ6w88_000030']
    assert good.boxes == (
        (0.45, 0.190625, 0.584375, 0.47812499999999997),
        (0.5, 0.5, 1.0, 0.75),
    )
    assert good.split == 'test' and good.rejected is None
    assert [p.split('] ')[1] for p in good.problems] == [
        'is empty; left out',
        'leaves the frame; cut',
    ]
    assert 'no box' in clips['M1P1xla8rg0_000000'].rejected
    assert 'no picture' in clips['MKC9LvRivTM_000030'].rejected


def test_is3_and_avsbench(tmp_path):
    touch(
        tmp_path,
        'is3/visual_frames/dog_banjo_2689_banjo.jpg',
        'is3/audio_wav/dog_banjo_2689_banjo.wav',
        's4/visual_frames/test/helicopter/0d9u2CymIxc/0d9u2CymIxc_1.png',
        's4/masks/test/helicopter/0d9u2CymIxc/0d9u2CymIxc_1.png',
        's4/audio_wav/test/helicopter/0d9u2CymIxc.wav',
        'ms3/visual_frames/rq5RDUm2Hnk_1/rq5RDUm2Hnk_1.mp4_1.png',
        'ms3/audio_wav/test/rq5RDUm2Hnk_1.wav',
    )
    item = {
        'image': '/their/disk/visual_frames/dog_banjo_2689_banjo.jpg',
        'audio': '/their/disk/audio_wav/dog_banjo_2689_banjo.wav',
        'gt_box': [28.0, 56.0, 112.0, 224.0],
    }
    (tmp_path / 'synthetic3240_bbox.json').write_text(json.dumps([item]))
    clips, _ = clips_of('is3', tmp_path)
    clip = clips['dog_banjo_2689_banjo']
    assert clip.boxes == ((0.125, 0.25, 0.5, 1.0),)
    assert clip.labels == ('banjo',) and clip.rejected is None
    s4 = {
        'image': '/x/s4_data/visual_frames/test/helicopter/0d9u2CymIxc/'
        '0d9u2CymIxc_1.png',
        'audio': '/x/s4_data/audio_wav/test/helicopter/0d9u2CymIxc.wav',
        'gt_box': [0, 0, 224, 112],
    }
    ms3 = {
        'image': '/x/visual_frames/rq5RDUm2Hnk_1/rq5RDUm2Hnk_1.mp4_1.png',
        'audio': '/x/audio_wav/test/rq5RDUm2Hnk_1.wav',
        'gt_box': [0.0, 0.0, 0.0, 0.0],
    }
    (tmp_path / 's4_box.json').write_text(json.dumps([s4]))
    (tmp_path / 'ms3_box.json').write_text(json.dumps([ms3]))
    clips, _ = clips_of('avsbench', tmp_path)
    clip = clips['0d9u2CymIxc_1']
    assert 'visual_frames' in str(clip.picture) and clip.rejected is None
    assert clip.labels == ('helicopter',)
    assert 'no box' in clips['rq5RDUm2Hnk_1.mp4_1'].rejected


def test_music(tmp_path):
    touch(tmp_path, 'f/HnUOaSfTA6c_000_00007.jpg', 'a/HnUOaSfTA6c.wav')
    solo = {
        'file': '-_-TDDxoaAc_000_00000',
        'class': 'cello',
        'bbox': [0.3, 0.1, 0.2, 0.8],
    }
    duet = {
        'file': 'HnUOaSfTA6c_000_00007',
        'class_src1': 'cello',
        'bbox_src1': [0.125, 0.25, 0.25, 0.5],
        'class_src2': 'guitar',
        'bbox_src2': [0.5, 0.5, 0.25, 0.5000000001],
    }
    (tmp_path / 'music_solo.json').write_text(json.dumps([solo]))
    (tmp_path / 'music_duet.json').write_text(json.dumps([duet]))
    clips, _ = clips_of('music', tmp_path)
    clip = clips['HnUOaSfTA6c_000_00007']
    assert clip.boxes == ((0.125, 0.25, 0.375, 0.75), (0.5, 0.5, 0.75, 1.0))
    assert clip.labels == ('cello', 'guitar')
    assert clip.sound.name == 'HnUOaSfTA6c.wav'
    assert clip.rejected is None and clip.problems == ()
    assert 'no picture' in clips['-_-TDDxoaAc_000_00000'].rejected


def test_flickr(tmp_path):
    touch(
        tmp_path,
        '12015590114.mp4/frame10.jpg',
        '12015590114.mp4/frame9.jpg',
        '12015590114.mp3',
        '12015590114.xml',
        f'{RIGHT_ID}.jpg',
        f'{RIGHT_ID}.wav',
        f'{RIGHT_ID}.xml',
        'untested.mp4',
        'annotated.mp4',
        'annotated.xml',
    )
    clips, found = clips_of('flickr_soundnet', tmp_path)
    assert 'on no list' in found.remarks[0]
    (tmp_path / 'test_list.txt').write_text(
        f'12015590114.png\n{WRONG_ID}.png\n4.png\n'
    )
    clips, _ = clips_of('flickr_soundnet', tmp_path)
    assert {name: clip.split for name, clip in clips.items()} == {
        '12015590114': 'test',
        RIGHT_ID: 'test',
        '4': 'test',
        'untested': 'train',
        'annotated': '',
    }
    assert clips['12015590114'].picture.name == 'frame9.jpg'
    assert 'not known' in clips['annotated'].problems[0]
    assert clips['untested'].problems == ()
    assert 'no picture' in clips['4'].rejected


@pytest.mark.parametrize(
    'name', sorted({*NAMES} - {'folder', 'vggsound', 'flickr_soundnet'})
)
def test_missing_boxes(tmp_path, name):
    with pytest.raises(FileNotFoundError, match=r'\.json.* --metadata'):
        find_clips(name, tmp_path, tmp_path / 'out')


@pytest.mark.parametrize(
    ('text', 'cause'),
    [
        ('{', 'no JSON list'),
        ('{}', 'no JSON list'),
        ('[{"file": "a"}]', "entry 0 cannot be read .*'bbox'"),
        ('[{"file": "a", "class": "", "bbox": [[1, 2]]}]', 'entry 0'),
    ],
)
def test_broken_boxes(tmp_path, text, cause):
    path = tmp_path / 'elsewhere.json'
    path.write_text(text)
    with pytest.raises(ValueError, match=cause):
        find_clips('vggss', tmp_path, tmp_path / 'out', [path])


def test_boxes_twice(tmp_path):
    touch(tmp_path, 'a/vggss.json', 'b/vggss.json')
    with pytest.raises(ValueError, match='2 times, a/vggss.json, b/vggss'):
        find_clips('vggss', tmp_path, tmp_path / 'out')


def test_broken_split_file(tmp_path):
    (tmp_path / 'vggsound.csv').write_text('a,1,b,train\na,x,b,train\n')
    with pytest.raises(ValueError, match='line 2'):
        find_clips('vggsound', tmp_path, tmp_path / 'out')
