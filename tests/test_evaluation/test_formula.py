"""A map given by a formula, scored by every rule of the field.

The wanted numbers were computed with PyTorch, OpenCV and scikit-learn by the
rules in words; no data is needed.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import area_under
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Boxes, Resize, Threshold
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.structures import Truth

BOXES = [(96, 16, 224, 160), (112, 32, 240, 176), (80, 40, 200, 150)]
CONSENSUS = ('two_boxes', 'annotators', 'any')
OR_EQUAL = Threshold(rule='rank', strict=False)
ABOVE = Threshold(rule='rank', strict=True)
HALF = Threshold(rule='level', strict=False)
# (mode, corners, threshold, normalise): by consensus rule
WANTED = {
    ('bilinear', True, OR_EQUAL, ''): (0.697807, 0.656879, 0.733127),
    ('bilinear', True, ABOVE, ''): (0.697838, 0.656913, 0.733156),
    ('bilinear', False, OR_EQUAL, ''): (0.693696, 0.653011, 0.727916),
    ('bilinear', False, ABOVE, ''): (0.693727, 0.653045, 0.727945),
    ('bicubic', False, OR_EQUAL, ''): (0.692457, 0.651847, 0.726346),
    ('bicubic', True, OR_EQUAL, ''): (0.697752, 0.656828, 0.733058),
    ('bicubic', False, ABOVE, ''): (0.692488, 0.651880, 0.726374),
    ('nearest', False, OR_EQUAL, ''): (0.652608, 0.612922, 0.683248),
    ('nearest', False, ABOVE, ''): (0.682855, 0.645264, 0.710979),
    ('bilinear', False, HALF, ''): (0.646771, 0.710944, 0.544750),
    ('bilinear', False, replace(HALF, strict=True), 'max'): (
        *(0.658029, 0.720551, 0.555239),
    ),
    ('bilinear', True, Threshold(rule='truth', strict=True), ''): (
        *(0.828186, 0.820119, 0.808864),
    ),
}


def formula_map():
    i, j = np.mgrid[:7, :7]
    heat = np.exp(-((i - 2) ** 2 + (j - 4) ** 2) / 4.5)
    return torch.from_numpy(heat + 0.02 * ((3 * i + 5 * j) % 7))[None]


def truth():
    boxes = np.array(BOXES) / 256
    return TruthBatch(
        [Truth(boxes=boxes, annotators=np.arange(3), num_annotators=3)]
    )


@pytest.mark.parametrize('precision', ['float32', 'float64'])
@pytest.mark.parametrize('rules', WANTED, ids=str)
def test_rules(rules, precision):
    mode, corners, threshold, normalise = rules
    for consensus, wanted in zip(CONSENSUS, WANTED[rules], strict=True):
        protocol = replace(
            get_protocol('ezvsl'),
            precision=precision,
            resize=Resize(mode=mode, align_corners=corners),
            normalise=normalise or 'min_max',
            threshold=threshold,
            consensus=consensus,
        )
        score, _ = MapPipeline(formula_map(), truth()).score(
            protocol, threshold, 'map'
        )
        assert score.item() == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ('consensus', 'total', 'ones', 'trapezium', 'left'),
    [
        ('two_boxes', 15456, 0.328571, 0.443582, 0.451841),
        ('annotators', 12768, 0.287879, 0.454607, 0.461846),
        ('any', 18592, 0.370536, 0.421878, 0.431189),
    ],
)
def test_consensus_and_areas(consensus, total, ones, trapezium, left):
    protocol = replace(
        get_protocol('oya'), consensus=consensus, boxes=Boxes(frame=256)
    )
    assert truth().votes(protocol).total.item() == pytest.approx(total)
    steps = MapPipeline(formula_map(), truth())
    curve, _ = steps.score(protocol, protocol.threshold, 'map', protocol.curve)
    assert area_under(curve).item() == pytest.approx(trapezium, abs=1e-6)
    assert curve[0, :20].mean().item() == pytest.approx(left, abs=1e-6)
    everything = replace(protocol, normalise='none')
    steps = MapPipeline(torch.ones(1, 7, 7), truth())
    score, _ = steps.score(everything, protocol.threshold, 'map')
    assert score.item() == pytest.approx(ones, abs=1e-6)
