"""Clips are picked by rank, and words follow the numbers."""

import numpy as np

from mmavloc.apis import pick_clips
from mmavloc.apis.report import _sentences
from mmavloc.evaluation.results.clip_table import Clip, ClipTable


def clips(n):
    table = ClipTable(in_percent=True)
    values = {('localization', 'oya'): {'cIoU_tau': np.arange(n)}}
    table.add([Clip(f'{i:02d}') for i in range(n)], values)
    return table


def test_best_median_and_worst():
    picks = pick_clips(clips(21), each=1)
    assert picks == [
        ('best: 20 %', '20'),
        ('median: 10 %', '10'),
        ('worst: 0 %', '00'),
    ]
    ids = [sample_id for _, sample_id in pick_clips(clips(20), each=2)]
    assert ids == ['19', '18', '10', '09', '01', '00']


def test_few_clips_come_once_each():
    picks = pick_clips(clips(4), each=2)
    assert [i for _, i in picks] == ['03', '02', '01', '00']
    assert picks[0][0] == 'rank 1 of 4'


def cell(value, low, high):
    return dict(value=value, low=low, high=high, n=9, protocol='oya')


def test_a_gap_that_may_be_chance_is_called_so():
    def say(low):
        return _sentences(
            {
                'test': {
                    'localization/cIoU': cell(50, 40, 60),
                    'centre/cIoU': cell(20, 10, 30),
                    'gap/cIoU': cell(3, low, 9),
                }
            }
        )[0]

    assert '50.0 %' in say(1) and 'centre in 20.0 %' in say(1)
    assert 'significant' not in say(1) and 'is not significant' in say(-2)
