"""Numbers that others computed, pixel by pixel."""

import json

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    area_under,
    consensus_iou,
    levels,
    normalise_min_max,
    resize_maps,
)
from mmavloc.evaluation.protocols import get_protocol
from mmavloc.evaluation.scoring import consensus_for, score_maps
from tests.paths import GOLDEN

pytestmark = pytest.mark.skipif(
    not GOLDEN.exists(), reason='no golden numbers here'
)


@pytest.fixture(scope='module')
def golden():
    annotations = json.loads((GOLDEN / 'annotations.json').read_text())
    expected = json.loads((GOLDEN / 'expected.json').read_text())['oya']
    maps = dict(np.load(GOLDEN / 'maps.npz'))
    protocol, scored = get_protocol('oya'), {}
    for name in expected['per_sample']:
        note = annotations[name]
        boxes = np.array(note['boxes'], float)
        if note['unit'] == 'pixel256':
            boxes /= 256
        alone = note['kind'] == 'consensus'
        who = note.get('annotator') or [i * alone for i in range(len(boxes))]
        g = consensus_for(protocol, boxes, np.array(who), len(set(who)))
        g = torch.from_numpy(g)[None]
        heat = torch.from_numpy(maps[name])[None]
        resized = resize_maps(heat.double(), (224, 224))
        curve = consensus_iou(normalise_min_max(resized), g, levels())[0]
        scores = score_maps(protocol, heat, g)
        scored[name] = {k: float(v) for k, v in scores.items()}, curve
    return expected, scored


def test_each_clip(golden):
    expected, scored = golden
    assert len(scored) == 40
    for name, value in expected['per_sample'].items():
        assert scored[name][0]['cIoU_tau'] == pytest.approx(value, abs=1e-6)


def test_each_curve(golden):
    expected, scored = golden
    loose = expected['rounding'].get('curve', {})
    compared = 0
    for name, values in expected['extra']['curve'].items():
        tolerance = loose.get(name, 1e-6)
        if tolerance is None:
            continue
        compared += 1
        # At tau = 0 the score hangs on ties with the smallest value.
        wanted = torch.tensor(values, dtype=torch.float64)
        worst = (scored[name][1] - wanted)[1:].abs().max()
        assert worst <= max(np.max(tolerance), 1e-6), name
        area = area_under(wanted).item()
        assert scored[name][0]['AUC_tau'] == pytest.approx(area, abs=1e-4)
    assert compared > 30


@pytest.mark.parametrize('subset', ['consensus', 'union'])
def test_both_readings(golden, subset):
    expected, scored = golden
    stable = expected['stable'][subset]
    wanted = stable.get('summary', stable)
    rows = [scored[name][0] for name in stable['ids']]
    mean = {k: np.mean([row[k] for row in rows]) for k in rows[0]}
    b, a = wanted['reading_B'], wanted['reading_A']
    assert mean['cIoU'] == pytest.approx(b['success_at_05'], abs=1e-6)
    assert mean['AUC'] == pytest.approx(b['auc_success'], abs=1e-6)
    assert mean['cIoU_tau'] == pytest.approx(a['mean_ciou'], abs=1e-6)
    assert mean['AUC_tau'] == pytest.approx(a['auc_tau'], abs=1e-4)
