"""Clips that published box files name."""

import json

import pytest

from mmavloc.prepare import NAMES, Rates, find_clips


def touch(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'x')


def clips_of(name, root, metadata=()):
    found = find_clips(name, root, root / 'out', metadata)
    return {clip.id: clip for clip in found.clips}, found


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


SILENT = 'video,audio,label\n{0},{0},non-sounding\n{1},{2},non-sounding\n'


def test_negatives_bring_clips_without_boxes(tmp_path):
    names = [f'gEvCUcZ6w8{i}_00003{i}' for i in range(3)]
    touch(
        tmp_path,
        *(f'{name[:11]}_3{i}_4{i}.mp4' for i, name in enumerate(names)),
    )
    item = {'file': names[0], 'class': 'a', 'bbox': [[0, 0, 1, 1]]}
    (tmp_path / 'vggss.json').write_text(json.dumps([item]))
    path = tmp_path / 'vggss_test_plus_silent.csv'
    path.write_text(SILENT.format(names[1], names[0], names[2]))
    clips, found = clips_of('vggss', tmp_path)
    assert [clips[name].split for name in names] == ['test', '', '']
    assert clips[names[2]].boxes is None and not clips[names[2]].rejected
    assert found.negatives == {
        path.name: [(names[1], names[1]), (names[0], names[2])]
    }
    clips, _ = clips_of('vggsound', tmp_path)  # nor is one trained on
    assert {clip.split for clip in clips.values()} == {'vggsound_test'}
    path.write_text('video,audio,label\n1,2\n')
    with pytest.raises(ValueError, match='line 2'):
        clips_of('vggss', tmp_path)


def frames_of(root, count, first=1):
    name = 'gEvCUcZ6w88_000030'
    touch(root, f'{name}.wav')
    names = [f'image_{i + first:03d}.jpg' for i in range(count)]
    touch(root, *(f'{name}/{frame}' for frame in names))
    item = {'file': name, 'class': 'a', 'bbox': [[0, 0, 0.5, 0.5]]}
    (root / 'vggss.json').write_text(json.dumps([item]))
    return name


@pytest.mark.parametrize(
    ('count', 'wanted'),
    [(300, 150), (299, 150), (250, 125), (240, 120), (100, 50), (101, 50)],
)
def test_the_frame_at_five_seconds(tmp_path, count, wanted):
    name = frames_of(tmp_path, count)
    clip = clips_of('vggss', tmp_path)[0][name]
    assert clip.rejected is None
    assert clip.picture.name == f'image_{wanted:03d}.jpg'


def test_frames_counted_from_zero(tmp_path):
    name = frames_of(tmp_path, 250, first=0)
    clip = clips_of('vggss', tmp_path)[0][name]
    assert clip.picture.name == 'image_124.jpg'


@pytest.mark.parametrize(('count', 'first'), [(70, 1), (2, 49), (100, 50)])
def test_an_uncertain_rate_is_refused_and_can_be_given(tmp_path, count, first):
    name = frames_of(tmp_path, count, first)
    clip = clips_of('vggss', tmp_path)[0][name]
    assert 'not certain' in clip.rejected and '--fps' in clip.rejected
    found = find_clips('vggss', tmp_path, tmp_path / 'out', rates=Rates(10))
    (clip,) = found.clips
    assert clip.rejected is None and clip.picture.name == 'image_050.jpg'
    found = find_clips('vggss', tmp_path, tmp_path / 'out', rates=Rates(60))
    assert 'no frame number 300' in found.clips[0].rejected
