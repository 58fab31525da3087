"""Training clips of which some are joined side by side."""

import numpy as np
import pytest
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.datasets import (
    JoinedClips,
    UnreadableClip,
    UnreadableMediaError,
)
from mmavloc.testing import write_flickr_layout

SHADES = (40, 120, 200)


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def joined(root, clips=3, skip=False, **kwargs):
    write_flickr_layout(root, train=clips, test=1)
    names = sorted((root / 'train.txt').read_text().split())
    for name, shade in zip(names, SHADES, strict=False):
        Image.new('RGB', (60, 50), (shade,) * 3).save(
            root / f'image/{name}.jpg', quality=95
        )
    return JoinedClips(
        dataset=dict(
            type='FlickrSoundNet',
            data_root=str(root),
            ann_file='train.txt',
            skip_unreadable=skip,
        ),
        pipeline=[
            dict(type='LoadSideBySide', size=(64, 48)),
            dict(type='LoadAudio', duration=0.5),
            dict(type='PackAVInputs'),
        ],
        **kwargs,
    )


def shades(image):
    """Return the grey of the left and of the right half."""
    half = image.shape[-1] // 2
    return [
        round(float(np.median(part))) for part in np.split(image, [half], -1)
    ]


def near(value):
    return min(SHADES, key=lambda shade: abs(shade - value))


def test_a_clip_keeps_its_audio_and_one_half_of_the_picture(tmp_path):
    dataset = joined(tmp_path, prob=1.0)
    dataset.full_init()
    np.random.seed(0)
    seen = set()
    for _ in range(30):
        for index, own in enumerate(SHADES):
            info = dataset.get_data_info(index)
            name = info['sample_id']
            assert info['audio_path'].endswith(f'{name}.wav')
            image = np.asarray(dataset.pipeline(info)['inputs']['image'])
            assert image.shape == (3, 48, 64)
            left, right = (near(shade) for shade in shades(image))
            assert own in (left, right) and left != right
            seen.add((own, left, right))
    # each clip with each other one, left and right of it
    assert len(seen) == 3 * 2 * 2


def test_prob_is_the_share_of_joined_clips(tmp_path):
    dataset = joined(tmp_path, prob=0.25)
    np.random.seed(0)
    found = [
        'right_img_path' in dataset.get_data_info(i % 3) for i in range(900)
    ]
    assert np.mean(found) == pytest.approx(0.25, abs=0.05)


def test_single_pictures_are_read_whole(tmp_path):
    dataset = joined(tmp_path, prob=0.0)
    for index, own in enumerate(SHADES):
        image = np.asarray(dataset[index]['inputs']['image'])
        assert image.shape == (3, 50, 60)
        assert [near(shade) for shade in shades(image)] == [own, own]


def test_draws_follow_numpys_seed(tmp_path):
    dataset = joined(tmp_path, prob=0.5)

    def pictures():
        np.random.seed(3)
        infos = [dataset.get_data_info(i % 3) for i in range(20)]
        return [(i['img_path'], i.get('right_img_path')) for i in infos]

    assert pictures() == pictures()
    assert len(set(pictures())) > 3


def test_one_clip_and_a_wrong_probability_are_refused(tmp_path):
    with pytest.raises(ValueError, match='1 clip: two are needed to join'):
        joined(tmp_path / 'one', clips=1).full_init()
    with pytest.raises(ValueError, match='prob=2: expected a number from 0'):
        joined(tmp_path / 'two', prob=2)


def test_boxes_are_refused(tmp_path):
    write_flickr_layout(tmp_path, train=3, test=2)
    annotated = dict(
        type='FlickrSoundNet',
        data_root=str(tmp_path),
        ann_file='test.txt',
        annotated=True,
    )
    with pytest.raises(ValueError, match='does not join boxes'):
        JoinedClips(dataset=annotated, pipeline=[]).full_init()


@pytest.mark.parametrize('skip', [False, True])
def test_an_unreadable_picture_is_an_error_or_a_skip(tmp_path, skip):
    dataset = joined(tmp_path, prob=1.0, skip=skip)
    for path in sorted((tmp_path / 'image').glob('*.jpg')):
        path.write_bytes(b'none')
    if not skip:
        with pytest.raises(UnreadableMediaError, match='not an image'):
            dataset[0]
        return
    clip = dataset[0]
    assert isinstance(clip, UnreadableClip) and 'not an image' in clip.reason


def test_the_clip_of_the_unreadable_file_is_named(tmp_path):
    dataset = joined(tmp_path, prob=1.0, skip=True)
    bad = dataset.get_data_info(1)['sample_id']
    (tmp_path / f'image/{bad}.jpg').write_bytes(b'none')
    np.random.seed(0)
    found = [dataset[index] for index in (0, 1, 2) * 5]
    named = {c.sample_id for c in found if isinstance(c, UnreadableClip)}
    assert named == {bad}
    # its own, and those that were joined with it, but not all
    skipped = sum(isinstance(c, UnreadableClip) for c in found)
    assert 5 < skipped < 15
