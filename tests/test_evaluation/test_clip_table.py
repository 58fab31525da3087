"""The table of every clip's values, and the cells made of it."""

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import bootstrap_interval, pointing_game
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import PROTOCOLS
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.results.clip_table import Clip, ClipTable
from mmavloc.evaluation.results.clip_values import CLIP_METRICS, clip_values
from mmavloc.evaluation.results.summary import (
    format_cell,
    mean_cells,
    summarise,
)
from mmavloc.structures import Truth


def make_table(n=9, seed=0):
    rng = np.random.default_rng(seed)
    table = ClipTable()
    for begin in range(0, n, 4):  # in batches
        ids = range(begin, min(begin + 4, n))
        table.add(
            [Clip(f'{i}', 'ab'[i % 2], f'g{i // 4}') for i in ids],
            {
                (name, 'oya'): {
                    'cIoU_tau': rng.random(len(ids)),
                    'curve': rng.random((len(ids), 3)),
                }
                for name in ('localization', 'potential')
            },
        )
    return table


def test_rows_and_back():
    table = make_table()
    again = ClipTable.of_rows(table.rows()[::-1])
    for name in table.maps:
        for metric in ('cIoU_tau', 'curve'):
            column = table.column(name, metric)
            assert np.array_equal(again.column(name, metric)[::-1], column)
    with pytest.raises(ValueError, match='1 clips were scored more than once'):
        ClipTable.of_rows([*table.rows(), table.rows()[3]])


def test_a_value_that_a_clip_lacks_is_nan():
    table = make_table(4)
    extra = {('localization', 'oya'): {'half_acc': torch.ones(2)}}
    table.add([Clip('x', 'c'), Clip('y', 'c')], extra)
    assert np.isnan(table.column('localization', 'half_acc')[:4]).all()
    assert not table.has('localization', 'half_acc')
    parts = table.splits()
    assert parts['c'].metrics('localization', 'oya') == ['half_acc']
    assert 'half_acc' not in parts['a'].metrics('localization', 'oya')


def test_cells_against_the_columns():
    part = make_table().splits()['a']
    cells = summarise(part, ['cIoU_tau', 'AUC', 'IIoU'])
    assert set(cells) == {
        f'{name}/{metric}'
        for name in ('localization', 'potential', 'gap')
        for metric in ('cIoU_tau', 'IIoU')
    }
    mine, other = (
        100 * part.column(name, 'cIoU_tau')
        for name in ('localization', 'potential')
    )
    low, high = bootstrap_interval((mine - other)[:, None])
    cell = cells['gap/cIoU_tau']
    assert cell['value'] == pytest.approx((mine - other).mean())
    assert (cell['low'], cell['high']) == pytest.approx((low[0], high[0]))
    worst = [min(mine[i] for i in rows) for rows in ((0, 1), (2, 3), (4,))]
    assert cells['localization/IIoU']['value'] == pytest.approx(
        100 * np.mean([w >= 50 for w in worst])
    )
    assert cells['localization/IIoU']['n'] == 3


def test_means_over_units_and_subsets():
    table = make_table().percent()
    units = ['x', 'y', 'y', 'x', 'x', 'z', 'z', 'z', 'x']
    column = table.column('localization', 'cIoU_tau')
    cells = mean_cells(table.mean_of_units(units), ['cIoU_tau'], gaps={})
    means = [
        np.mean([c for c, u in zip(column, units, strict=True) if u == name])
        for name in 'xyz'
    ]
    cell = cells['localization/cIoU_tau']
    assert cell['value'] == pytest.approx(np.mean(means)) and cell['n'] == 3
    part = table.select(np.array(units) == 'y')
    assert part.column('localization', 'cIoU_tau') == pytest.approx(
        column[1:3]
    )


def test_average_over_seeds():
    tables = [make_table(seed=seed) for seed in (0, 1)]
    mean = ClipTable.average(tables)
    columns = [t.in_order().column('potential', 'cIoU_tau') for t in tables]
    assert mean.column('potential', 'cIoU_tau') == pytest.approx(
        np.mean(columns, axis=0)
    )
    with pytest.raises(ValueError, match='different clips'):
        ClipTable.average([tables[0], make_table(8)])


def test_the_one_form_of_a_cell():
    cell = {'value': 12.34, 'low': -1.0, 'high': 20.06}
    assert format_cell(cell) == '12.3 [-1.0, 20.1]'
    assert format_cell(cell, sign=True) == '+12.3 [-1.0, +20.1]'
    assert format_cell({k: v / 100 for k, v in cell.items()}, scale=100) == (
        '12.3 [-1.0, 20.1]'
    )


def slow_pointing(heat, boxes):
    highest = heat.max()
    places = [tuple(p) for p in np.argwhere(heat == highest)]
    inside = [
        any(
            int(224 * x1) <= x < int(224 * x2)
            and int(224 * y1) <= y < int(224 * y2)
            for x1, y1, x2, y2 in boxes
        )
        for y, x in places
    ]
    return np.mean(inside)


@pytest.mark.parametrize('name', ['oya', 'mmavloc'])
def test_pointing_game_pixel_by_pixel(name):
    rng = np.random.default_rng(0)
    maps = rng.integers(0, 40, (7, 224, 224)).astype(np.float32)
    maps[0], maps[1] = 3.0, rng.random((224, 224))  # constant; no ties
    truths = [
        Truth(
            boxes=np.sort(rng.random((2, 2, 2)), axis=1).reshape(2, 4),
            annotators=np.arange(2),
            num_annotators=2,
            kind='union' if i % 2 else 'consensus',
        )
        for i in range(7)
    ]
    # a map that points into the second clip's first box
    x, y = (truths[1].boxes[0, :2] + truths[1].boxes[0, 2:]) / 2 * 224
    maps[1, int(y), int(x)] = 2
    pipeline = MapPipeline(torch.from_numpy(maps), TruthBatch(truths))
    found = clip_values(pipeline, PROTOCOLS[name], ['pointing'])['pointing']
    for i, truth in enumerate(truths):
        slow = slow_pointing(maps[i], truth.boxes)
        assert found[i].item() == pytest.approx(slow, abs=1e-12)
    assert found[1] == 1
    area = pipeline.truth.votes(PROTOCOLS[name]).positive[0] / 224**2
    assert found[0].item() == pytest.approx(float(area))


def test_pointing_game_shares_ties():
    found = pointing_game(torch.tensor([0, 1, 4.0]), torch.tensor([1, 4, 4]))
    assert found.tolist() == [1, 0.75, 0]


def test_every_metric_says_what_it_is():
    for name, metric in CLIP_METRICS.items():
        assert metric.name == name and metric.caption and metric.meaning
