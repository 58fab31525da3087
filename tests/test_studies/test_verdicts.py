"""What claims are judged by: intervals, masses of maps, verdicts."""

import numpy as np
import pytest

from mmavloc.evaluation.functional import bootstrap_interval
from studies.evidence import extent_found, mass_in_boxes
from studies.intervals import difference_interval, mean_interval
from studies.verdicts import judge


def test_verdicts():
    inside, above = dict(low=-2, high=4), dict(low=1, high=9)
    assert [judge(f) for f in ({}, inside, above)] == [
        *('not run', 'open', 'held'),
    ]
    assert judge(dict(low=-9, high=-1)) == 'not held'
    assert [judge(f, 5) for f in (inside, above)] == ['held', 'open']
    assert judge(dict(low=6, high=9), 5) == 'not held'


def test_mass_and_extent():
    heat = np.zeros((4, 4))
    heat[1, 2], heat[3, 0] = 3, 1
    box = np.array([[0.5, 0.25, 0.75, 0.5]])
    assert mass_in_boxes(heat, box) == 0.75
    half = np.array([[0.5, 0.25, 0.625, 0.5], [0.5, 0.25, 0.6, 0.5]])
    assert mass_in_boxes(heat, half) == pytest.approx(0.375)
    assert mass_in_boxes(np.zeros((4, 4)), half) == 0
    assert mass_in_boxes(np.ones((3, 3)), np.array([[0, 0, 1, 1]])) == 1
    assert extent_found(heat, box) == 1  # the lower peak is below one half
    assert extent_found(heat, np.array([[0.5, 0.25, 1, 0.5]])) == 0.5
    assert extent_found(np.ones((4, 4)), box) == 0


def test_intervals_are_over_seeds_and_clips():
    same = mean_interval(np.full((3, 40), 2.0))
    assert same['value'] == same['low'] == same['high'] == 2
    assert (same['n'], same['seeds']) == (40, 3)
    seeds = np.array([[0.0], [10.0]]).repeat(400, axis=1)  # clips agree
    wide = mean_interval(seeds)
    assert (wide['low'], wide['value'], wide['high']) == (0, 5, 10)
    clips = np.tile(np.arange(100.0), (2, 1))  # seeds agree
    narrow = mean_interval(clips)
    low, high = bootstrap_interval(clips[0][:, None])
    assert narrow['low'] == pytest.approx(low[0], abs=0.6)
    assert narrow['high'] == pytest.approx(high[0], abs=0.6)
    apart = difference_interval(seeds + 3, seeds[:, :30])
    assert apart['low'] == apart['high'] == 3 and apart['n'] == [400, 30]
