"""Scores of the starter, and the facts of its card."""

import json

import pytest

from mmavloc.zoo import HERE, RESULTS
from studies.starter import FACTS, NAMES
from studies.starter_scores import DOG, cell_of, sounding, table_of


def sample(left, right, side):
    return f'{left[0]}__p__{left[1]}+{right[0]}__p__{right[1]}:{side}'


def test_the_sounding_half():
    name = sample(('dog', 'r1'), ('clock', 'r2'), 'right')
    assert sounding(name) == ('clock', 'r2')
    assert sounding(name.replace('right', 'left')) == ('dog', 'r1')


def test_intervals_draw_recordings():
    """A hundred samples of two recordings are not a hundred recordings."""
    values = {
        sample(('dog', f'r{i % 2}'), ('clock', f'x{i}'), 'left'): 100.0
        * (i % 2)
        for i in range(100)
    }
    cell = cell_of(values)
    assert (cell['value'], cell['n'], cell['recordings']) == (50, 100, 2)
    assert (cell['low'], cell['high']) == (0, 100)
    alone = {
        sample(('dog', f'r{i}'), ('clock', 'x'), 'left'): 100.0 * (i % 2)
        for i in range(100)
    }
    cell = cell_of(alone)
    assert cell['recordings'] == 100
    assert 36 < cell['low'] < 44 and 56 < cell['high'] < 64


def test_classes_are_those_that_sound():
    clips = {
        sample(('dog', 'a'), ('clock', 'b'), side): {
            'localization': {'half_acc': 100.0 * (side == 'left')}
        }
        for side in ('left', 'right')
    }
    table = table_of(clips)
    assert table['maps']['localization']['value'] == 50
    assert table['classes']['dog']['value'] == 100
    assert table['classes']['clock']['value'] == 0


def test_published_texts_are_those_of_the_study():
    facts = json.loads(FACTS.read_text(encoding='utf-8'))
    results = json.loads((HERE / 'starter' / RESULTS).read_text('utf-8'))
    for key in ('summary', 'licence', 'data', 'limits', 'splits', 'training'):
        assert results[key] == facts[key], key
    for test in results['tests']:
        assert facts['tests'][test['split']] == [test['title'], test['text']]
        assert {row['name'] for row in test['rows']} <= set(NAMES.values())


@pytest.mark.parametrize('box', DOG.values())
def test_boxes_are_inside(box):
    x1, y1, x2, y2 = box
    assert 0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1
