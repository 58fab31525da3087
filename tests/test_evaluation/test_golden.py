"""The formula by itself, pixel by pixel, beside numbers of others."""

import json

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    area_under,
    consensus_map,
    levels,
    normalise_maps,
    resize_maps,
)
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.formats.map_files import MapFile, read_truths

from .equations import iou_at


def formula(heat, truth):
    """Eq. 7 to 9 at 21 levels, on a drawn consensus map."""
    several = truth.kind == 'consensus'
    g = consensus_map(
        truth.boxes,
        truth.annotators if several else np.zeros(len(truth.boxes)),
        num_annotators=truth.num_annotators if several else 1,
        size=(224, 224),
    )
    grown = resize_maps(torch.from_numpy(heat)[None].double(), (224, 224))
    scaled = normalise_maps(grown.flatten(1)).view_as(grown)
    return iou_at(scaled, torch.from_numpy(g)[None], levels())[0]


@pytest.fixture(scope='module')
def golden(golden_dir):
    expected = json.loads((golden_dir / 'expected.json').read_text())['oya']
    truths = read_truths(golden_dir / 'annotations.json')
    maps = MapFile(golden_dir / 'maps.npz')
    scorer, curves = MapScorer(protocols=['oya']), {}
    for name in expected['per_sample']:
        heat = maps.read(name)
        scorer.add(name, heat, truths[name])
        curves[name] = formula(heat, truths[name])
    return expected, scorer.report()['oya'], curves


def test_each_clip(golden):
    expected, found, curves = golden
    assert len(curves) == 40
    for name, value in expected['per_sample'].items():
        assert curves[name][10].item() == pytest.approx(value, abs=1e-6)
        assert found['per_sample'][name] == pytest.approx(value, abs=1e-6)


def test_each_curve(golden):
    expected, found, curves = golden
    loose = expected['rounding'].get('curve', {})
    compared = 0
    for name, values in expected['extra']['curve'].items():
        # At tau = 0 the score depends on ties with the smallest value.
        plain = curves[name][1:]
        mine = found['extra']['curve'][name][1:]
        assert mine == pytest.approx(plain.tolist(), abs=1e-9), name
        tolerance = loose.get(name, 1e-6)
        if tolerance is None:
            continue
        compared += 1
        wanted = torch.tensor(values, dtype=torch.float64)
        worst = (plain - wanted[1:]).abs().max()
        assert worst <= max(np.max(tolerance), 1e-6), name
        area = area_under(curves[name]).item()
        assert area == pytest.approx(area_under(wanted).item(), abs=1e-4)
    assert compared > 30
