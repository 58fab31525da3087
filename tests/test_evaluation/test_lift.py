"""Where a map lies, against counts that spell it out."""

import json
import math

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional.lift import (
    cell_cover,
    cells_covered,
    mass_and_area,
    peak_inside,
    region_covers,
)
from mmavloc.evaluation.metrics import PotentialLift
from mmavloc.evaluation.results.lift_table import flat_warning, lift_section

BOXES = np.array([[0.1, 0.2, 0.55, 0.9], [0.4, 0.0, 0.7, 0.5]])


def slow_cover(boxes, h, w, fine):
    out = np.zeros((h, w))
    for i in range(h * fine):
        for j in range(w * fine):
            y, x = (i + 0.5) / (h * fine), (j + 0.5) / (w * fine)
            if any(a <= x < c and b <= y < d for a, b, c, d in boxes):
                out[i // fine, j // fine] += 1 / fine**2
    return out


def test_cover_of_cells():
    cover = cell_cover(BOXES, 3, 5, fine=8)
    assert np.allclose(cover, slow_cover(BOXES, 3, 5, 8))
    assert not cell_cover(np.zeros((0, 4)), 3, 5).any()
    whole = cell_cover(np.array([[0, 0, 0.5, 1]]), 2, 2)
    assert np.allclose(whole, [[1, 0], [1, 0]])


def test_regions_divide_the_frame_and_able_things_come_first():
    regions = region_covers(BOXES[:1], BOXES[1:], 4, 4)
    assert np.allclose(sum(regions.values()), 1)
    assert np.allclose(regions['able'], cell_cover(BOXES[:1], 4, 4))
    both = cell_cover(BOXES, 4, 4)
    assert np.allclose(regions['able'] + regions['silent'], both)


def test_mass_and_area():
    m = np.random.default_rng(0).random((4, 6))
    cover = cell_cover(BOXES, 4, 6)
    mass, area = mass_and_area(m, cover)
    slow = sum(
        m[i, j] * cover[i, j] for i in range(4) for j in range(6)
    ) / sum(m.ravel())
    assert mass == pytest.approx(slow) and area == pytest.approx(cover.mean())
    flat = mass_and_area(np.ones((4, 6)), cover)
    assert flat[0] == pytest.approx(flat[1]), 'a flat map has lift 1'
    assert mass_and_area(np.zeros((4, 6)), cover) == (area, area)


def test_peak_and_cells():
    m = np.zeros((4, 4))
    m[1, 2] = 1
    assert peak_inside(m, np.array([[0.5, 0.25, 0.75, 0.5]])) == 1
    assert peak_inside(m, np.array([[0.0, 0.0, 0.5, 1.0]])) == 0
    m[1, 0] = 1
    assert peak_inside(m, np.array([[0.0, 0.0, 0.5, 1.0]])) == 0.5
    assert cells_covered(m) == pytest.approx(2)
    assert cells_covered(np.full((3, 5), 7.0)) == pytest.approx(15)
    p = np.array([[0.5, 0.25, 0.25]])
    entropy = -sum(x * math.log(x) for x in p.ravel())
    assert cells_covered(4 * p) == pytest.approx(math.exp(entropy))


def samples(level):
    """Two clips with an able thing left and a silent one on the right."""
    objects = [
        {'class': 'bell', 'box': [0, 0, 0.5, 1], 'able': True, 'sounds': True},
        {
            'class': 'lamp',
            'box': [0.5, 0, 1, 0.5],
            'able': False,
            'sounds': False,
        },
    ]
    m = torch.ones(4, 4)
    m[:, :2] = level
    return [
        {'split': 'test', 'pred_maps': {'potential': m}, 'objects': objects}
        for _ in range(2)
    ] + [{'split': 'test', 'pred_maps': {'potential': m}}]


@pytest.mark.parametrize(('level', 'warned'), [(3.0, False), (1.0, True)])
def test_the_metric_warns_of_a_flat_map(tmp_path, level, warned, monkeypatch):
    said = []
    monkeypatch.setattr(
        'mmavloc.evaluation.metrics.potential_lift.print_log',
        lambda text, **kwargs: said.append(text),
    )
    out = tmp_path / 'results.json'
    first = dict(value=1.0, low=0.0, high=2.0, n=2, protocol='oya')
    out.write_text(json.dumps({'test': {'potential/cIoU': first}}))
    metric = PotentialLift(out_file=str(out))
    metric.process({}, samples(level))
    found = metric.evaluate(3)
    share = level / (level + 1)
    assert found['potential/lift_able'] == pytest.approx(200 * share)
    assert found['potential/lift_silent'] == pytest.approx(200 * (1 - share))
    assert found['potential/mass_able'] == pytest.approx(100 * share)
    assert found['potential/peak_able'] == (100 if level > 1 else 50)
    written = json.loads(out.read_text())['test']
    assert written['potential/cIoU'] == first
    cell = written['potential/lift_able']
    assert cell['n'] == 2 and cell['protocol'] == 'lift'
    assert len(said) == warned
    assert all('flat or inverted on `test` (1.00)' in text for text in said)


def test_a_signed_map_is_shifted_to_a_minimum_of_0():
    metric = PotentialLift()
    metric.process({}, samples(3.0)[:1])
    cosines = samples(3.0)[:1]
    cosines[0]['pred_maps']['potential'] -= 1.0  # 2 on the able thing, else 0
    cosines[0]['pred_maps']['potential'] -= 0.5  # now 1.5 and -0.5
    metric.process({}, cosines)
    found = metric.evaluate(2)
    # one clip with 3/4 of its mass on the able half, one with all of it
    assert found['potential/mass_able'] == pytest.approx(100 * 1.75 / 2)
    assert found['potential/cells'] == pytest.approx((8 + exp_entropy()) / 2)


def exp_entropy():
    """Cells of a map of 3 on eight cells and of 1 on eight others."""
    p = [3 / 32] * 8 + [1 / 32] * 8
    return math.exp(-sum(x * math.log(x) for x in p))


def test_clips_without_truth_are_left_out():
    metric = PotentialLift()
    metric.process({}, samples(2.0)[2:])
    assert metric.evaluate(1) == {}


def test_the_section_of_a_report():
    metric = PotentialLift()
    metric.process({}, samples(1.0))
    results = {}
    for name, value in metric.evaluate(3).items():
        results[name] = {'value': value}
    assert flat_warning({'test': results}).startswith('P is flat')
    assert flat_warning({'real': {'gap/cIoU': {}}}) == ''
    lines = lift_section({'test': results, 'real': {'gap/cIoU': {}}})
    assert '| test | potential | 1.00 | 1.00 | 1.00 | 50 | 50 | 16 |' in lines
    assert lift_section({'real': {'gap/cIoU': {}}}) == []
