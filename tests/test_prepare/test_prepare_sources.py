"""Clips that the files of a folder make."""

import os

import pytest

from mmavloc.formats.ids import RIGHT_ID, WRONG_ID
from mmavloc.prepare import Rates, find_clips, read_rates
from mmavloc.prepare.sources.ids import safe_id


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
        ('take.mp4', 'take%2Emp4'),  # lists are read without endings
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
        'sub/video.mp4',  # distinguished by its folder
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


def test_a_video_beats_its_thumbnails(tmp_path):
    touch(tmp_path, 'a.mp4', 'a.webp', 'a.jpg')
    for name in ('folder', 'vggsound'):
        clips, _ = clips_of(name, tmp_path)
        assert clips['a'].picture == clips['a'].sound == tmp_path / 'a.mp4'
        assert clips['a'].rejected is None
        assert [p.split(':')[0] for p in clips['a'].problems] == [
            'a.jpg is not used',
            'a.webp is not used',
        ]


def test_the_published_picture_of_flickr_beats_a_video(tmp_path):
    touch(tmp_path, 'a.mp4', 'a.jpg', 'a.xml')
    clips, _ = clips_of('flickr_soundnet', tmp_path)
    assert clips['a'].picture.name == 'a.jpg'
    assert clips['a'].sound.name == 'a.mp4'
    assert clips['a'].problems == (
        'the picture is a.jpg, not a frame of a.mp4',
    )


def test_loose_pairs_before_a_video(tmp_path):
    touch(tmp_path, 'b.mp4', 'b.jpg', 'b.wav')
    clips, _ = clips_of('folder', tmp_path)
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


CLIP = 'gEvCUcZ6w88_000030'


def frames(root, count, name=CLIP):
    folder = f'{name}.mp4' if name.isdecimal() else name
    touch(root, f'{name}.wav')
    touch(root, *(f'{folder}/image_{i:03d}.jpg' for i in range(1, count + 1)))


def picked(benchmark, root, **options):
    found = find_clips(benchmark, root, root / 'out', **options)
    (clip,) = [c for c in found.clips if c.sound]
    return clip.rejected or clip.picture.name, clip.second, clip.undated


@pytest.mark.parametrize(
    ('benchmark', 'name'),
    [('folder', 'mine'), ('vggsound', CLIP), ('flickr_soundnet', '1201559')],
)
def test_a_second_needs_the_rate_of_the_frames(tmp_path, benchmark, name):
    frames(tmp_path, 70, name)
    cause, *_ = picked(benchmark, tmp_path, second=2.0)
    assert 'give their rate with --fps' in cause and cause.startswith(name)
    (tmp_path / 'rates.csv').write_text(f'id,fps\n{name},30000/1001\n')
    for rates in (Rates(30), read_rates(str(tmp_path / 'rates.csv'))):
        facts = picked(benchmark, tmp_path, rates=rates, second=2.0)
        assert facts == ('image_060.jpg', 2.0, False)
    cause, *_ = picked(benchmark, tmp_path, rates=Rates(30), second=5.0)
    assert 'no frame number 150' in cause


def test_the_middle_of_a_folder_is_dated_by_its_rate(tmp_path):
    frames(tmp_path, 300)
    # a clip of VGGSound lasts ten seconds
    facts = picked('vggsound', tmp_path)
    assert facts == ('image_150.jpg', pytest.approx(149 / 30), False)
    assert picked('folder', tmp_path) == ('image_150.jpg', None, True)
    facts = picked('folder', tmp_path, rates=Rates(25))
    assert facts == ('image_150.jpg', pytest.approx(149 / 25), False)


def test_lists_of_rates(tmp_path):
    path = tmp_path / 'rates.csv'
    path.write_text('B7Iab-AC3Dw_110000_120000.mp4,25\nb,12.5\n')
    rates = read_rates(str(path))
    assert rates.of(tmp_path / 'B7Iab-AC3Dw_000110') == 25
    assert rates.of(tmp_path / 'b') == 12.5 and rates.of(tmp_path) is None
    assert read_rates('30000/1001').of(tmp_path) == pytest.approx(29.97003)
    for text, cause in (
        ('a,x\n', 'line 1'),
        ('a\n', 'line 1'),
        ('', 'no row'),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=cause):
            read_rates(str(path))
    with pytest.raises(ValueError, match='--fps 0; want 0.1'):
        read_rates('0')


def test_broken_split_file(tmp_path):
    (tmp_path / 'vggsound.csv').write_text('a,1,b,train\na,x,b,train\n')
    with pytest.raises(ValueError, match='line 2'):
        find_clips('vggsound', tmp_path, tmp_path / 'out')
