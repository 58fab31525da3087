"""Pair lists for concat-and-localize."""

from collections import Counter

import pytest

from mmavloc.datasets.lists.pair_lists import (
    draw_pairs,
    read_pairs,
    write_pairs,
)


def test_every_clip_is_drawn_equally_often():
    ids = [f'{i:03d}' for i in range(250)]
    pairs = draw_pairs(ids, 500)
    assert len({frozenset(pair) for pair in pairs}) == 500
    assert pairs == draw_pairs(ids[::-1], 500)
    assert pairs != draw_pairs(ids, 500, seed=1)
    counts = Counter(i for pair in pairs for i in pair)
    assert set(counts.values()) == {4} and len(counts) == 250
    every = draw_pairs(ids[:6], 15)  # all possible pairs
    assert len({frozenset(pair) for pair in every}) == 15


@pytest.mark.parametrize(
    ('n', 'count', 'message'),
    [(1, 1, '1 clips'), (3, 4, 'only 3 are')],
)
def test_too_many_pairs_are_refused(n, count, message):
    with pytest.raises(ValueError, match=message):
        draw_pairs([str(i) for i in range(n)], count)
    assert len(draw_pairs(['a', 'b', 'c'], 3)) == 3


def test_pair_lists_are_read_back_and_checked(tmp_path):
    path = tmp_path / 'pairs.txt'
    write_pairs(path, [('a', 'b'), ('c', 'a')])
    assert read_pairs(path, {'a', 'b', 'c'}) == [('a', 'b'), ('c', 'a')]
    with pytest.raises(ValueError, match='1 ids are not in .*: c'):
        read_pairs(path, {'a', 'b'})
    for text, message in (
        ('a b c\n', 'line 1'),
        ('a a\n', 'two different'),
        ('a b\na b\n', 'line 2: .* is repeated'),
        ('# none\n', 'contains no pair'),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=message):
            read_pairs(path, {'a', 'b', 'c'})


def test_clips_of_one_image_are_never_paired():
    groups = {f'{i}_{side}': str(i) for i in range(6) for side in 'ab'}
    # all possible pairs: 12 * 11 / 2, without those of the six images
    pairs = draw_pairs(list(groups), 60, groups=groups)
    assert len({frozenset(pair) for pair in pairs}) == 60
    assert all(groups[left] != groups[right] for left, right in pairs)
    with pytest.raises(ValueError, match='only 60 are possible'):
        draw_pairs(list(groups), 61, groups=groups)
