"""Pictures and recordings that are paired by class."""

from collections import Counter

import numpy as np
import pytest

from mmavloc.datasets.class_pairs import pair_up, source_of, split_sources
from mmavloc.registry import DATASETS
from mmavloc.testing import write_image, write_sound


@pytest.fixture(scope='module')
def media(tmp_path_factory):
    """Ten pictures and six recordings, two of one source, of two classes."""
    root = tmp_path_factory.mktemp('media')
    for name in ('cat', 'owl'):
        for i in range(10):
            write_image(root / f'own/picture/{name}/{name}_{i:04}.jpg', seed=i)
        for number in (1000, 2000, 3000, 40000, 5000):
            write_sound(root / f'own/recording/{name}/1-{number}-A.wav', 0.1)
        write_sound(root / f'own/recording/{name}/1-1000-B.wav', 0.1)
    return root


def build(root, **kwargs):
    data = DATASETS.build(
        dict(type='ClassPairs', data_root=str(root), folder='own', **kwargs)
    )
    data.full_init()
    return data


def test_sources():
    assert source_of('1-100032-A-0.wav') == '100032'
    assert source_of('esc-9032_03_ab12345.flac') == '9032'
    assert source_of('bark_02.wav') == 'bark_02'


def test_no_source_crosses():
    names = [
        f'1-{n}-{part}.wav' for n in (900000, 1000, 20, 5000) for part in 'AB'
    ]
    parts = split_sources(names, (0.2, 0.2))
    # the number is two short; four sources: '1-20-A' and '1-20-B' are two
    assert sorted(sum(parts.values(), [])) == sorted(names)
    owner = {}
    for split, files in parts.items():
        assert files
        for name in files:
            assert owner.setdefault(source_of(name), split) == split
    with pytest.raises(ValueError, match='2 sources cannot be split'):
        split_sources(['1-1000-A.wav', '1-2000-A.wav'], (0.2, 0.2))


def test_pairs_are_different_and_even():
    pictures, recordings = list('abcdef'), list('1234')
    pairs = pair_up(pictures, recordings, 24)
    assert len(set(pairs)) == 24
    assert set(Counter(p for p, _ in pairs).values()) == {4}
    assert set(Counter(r for _, r in pairs).values()) == {6}
    turned = pair_up(recordings, pictures, None)
    assert len(turned) == 6 and {r for _, r in turned} == set(pictures)


def test_splits_share_no_file(media):
    seen: dict[str, str] = {}
    for subset in ('train', 'val', 'test'):
        data = build(media, subset=subset, per_class=3)
        assert Counter(c['group'] for c in data) == {'cat': 3, 'owl': 3}
        for clip in data:
            for path in (clip['img_path'], *clip['recordings']):
                assert seen.setdefault(path, subset) == subset
                assert f'/{clip["group"]}/' in path
    with pytest.raises(ValueError, match="subset='dev'"):
        build(media, subset='dev')


def test_training_draws_recordings(media):
    data = build(media, redraw=True)
    np.random.seed(0)
    drawn = {data[0]['audio_path'] for _ in range(40)}
    assert drawn == set(data[0]['recordings']) and len(drawn) > 1
    assert 'boxes' not in data[0]
    fixed = build(media)
    assert len({fixed[0]['audio_path'] for _ in range(5)}) == 1


def test_joined_clips_are_of_two_classes(media, tmp_path):
    joined = DATASETS.build(
        dict(
            type='ConcatAndLocalize',
            pair_file=str(tmp_path / 'pairs.txt'),
            num_samples=8,
            dataset=dict(
                type='ClassPairs',
                data_root=str(media),
                folder='own',
                subset='all',
            ),
        )
    )
    assert len(joined) == 8
    for sample in joined:
        left, right = sample['sample_id'].rpartition(':')[0].split('+')
        assert {left.split('__')[0], right.split('__')[0]} == {'cat', 'owl'}


def test_absent_folders(tmp_path, media):
    with pytest.raises(FileNotFoundError, match='has no folder recording'):
        build(tmp_path)
    with pytest.raises(FileNotFoundError, match='cow: has no files'):
        build(media, classes=['cow'])
