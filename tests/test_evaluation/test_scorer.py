"""Scoring in bounded memory, and what bad input does to it."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from mmavloc.evaluation.protocols.table import PROTOCOLS, get_protocol
from mmavloc.evaluation.results.negative_audio import (
    negative_audio_report,
    threshold_of,
)
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.structures import Truth

BOX = np.array([[0.1, 0.2, 0.6, 0.7]])
SCALE = ('gain', 'offset', 'rectify', 'add', 'divide', 'sigmoid')


def truth(kind='consensus', boxes=BOX, **kwargs):
    boxes = boxes if kind != 'negative' else np.empty((0, 4))
    who = np.arange(len(boxes))
    return Truth(
        boxes=boxes,
        annotators=who,
        num_annotators=max(1, len(boxes)),
        kind=kind,
        **kwargs,
    )


def numbers(tree):
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for value in tree:
            yield from numbers(value)
    elif isinstance(tree, int | float):
        yield tree


def test_neither_batches_nor_order_nor_shapes_matter():
    rng = np.random.default_rng(0)
    clips = [
        (f'{i:02d}', rng.random((7, 9) if i % 3 else (14, 14)), truth())
        for i in range(20)
    ]
    found = []
    for batch_size, order in ((1, 1), (7, 1), (32, -1)):
        scorer = MapScorer(protocols=['ezvsl'], batch_size=batch_size)
        for name, heat, annotation in clips[::order]:
            scorer.add(name, heat, annotation)
        found.append(scorer.report()['ezvsl'])
    for other in found[1:]:
        assert other['summary'] == found[0]['summary']
        assert other['intervals'] == found[0]['intervals']
        assert other['per_sample'] == pytest.approx(found[0]['per_sample'])
    assert found[0]['summary']['consensus']['n'] == 20


def test_every_number_has_an_interval_and_none_is_nan():
    rng = np.random.default_rng(0)
    scorer = MapScorer(protocols=list(PROTOCOLS))
    kinds = ('consensus', 'union', 'negative')
    awkward = [np.zeros((7, 7)), np.full((7, 7), -1e30), np.ones((1, 1))]
    for i in range(24):
        heat = awkward[i // 8] if i < 24 and i % 8 == 0 else None
        heat = rng.normal(size=(7, 7)) if heat is None else heat
        boxes = BOX if i % 5 else np.array([[1.2, 0.5, 1.4, 0.5]])
        group = f'g{i // 6}' if kinds[i % 3] == 'union' else None
        annotation = truth(
            kinds[i % 3], boxes, group=group, confidence=rng.random()
        )
        scorer.add(f'{i:02d}', heat, annotation, abs(heat) + rng.random())
    for name, found in scorer.report().items():
        for part in (found['summary'], found['intervals'], found['extra']):
            assert all(math.isfinite(v) for v in numbers(part)), name
        for value in found['per_sample'].values():
            assert value is None or 0 <= value <= 1
        json.dumps(found, allow_nan=False)
        for subset, values in found['summary'].items():
            for key, value in values.items():
                if isinstance(value, float):
                    low, high = found['intervals'][subset][key]
                    assert low <= value <= high or key.startswith('best')
        if name != 'twostage':
            assert found['empty_truth']


@pytest.mark.parametrize(
    ('heat', 'message'),
    [
        (np.full((3, 3), np.nan), 'map of clip a has 9 of 9 values that are'),
        (np.array([[1, np.inf]]), 'map of clip a has 1 of 2 values'),
        (np.zeros((1, 3, 3)), r'map of clip a has shape \(1, 3, 3\)'),
        (np.zeros((0, 3)), r'map of clip a has shape \(0, 3\)'),
        (np.array([['x']]), 'want h x w numbers'),
        (np.array([[1j]]), 'type complex128; want h x w numbers'),
        (np.array([[1e31, 1]]), r'1 of 2 values .* above 1e\+30'),
    ],
)
def test_bad_maps_are_named(heat, message):
    scorer = MapScorer(protocols=['lvs'])
    with pytest.raises(ValueError, match=message):
        scorer.add('a', heat, truth())
    with pytest.raises(ValueError, match='object map of clip b'):
        scorer.add('b', np.zeros((2, 2)), truth(), np.zeros(4))


def test_whole_numbers_and_half_precision_are_maps():
    scores = set()
    for dtype in (np.uint8, np.int64, np.float16, np.float32, np.float64):
        scorer = MapScorer(protocols=['oya'])
        heat = np.arange(49).reshape(7, 7).astype(dtype)
        scorer.add('a', heat, truth())
        scores.add(scorer.report()['oya']['per_sample']['a'])
    assert len(scores) == 1


def test_nothing_to_score():
    with pytest.raises(ValueError, match='no map was given'):
        MapScorer(protocols=['lvs']).report()
    with pytest.raises(ValueError, match='without repetitions'):
        MapScorer(protocols=['lvs', 'lvs'])
    with pytest.raises(ValueError, match='protocols none; want at least one'):
        MapScorer(protocols=[])
    with pytest.raises(ValueError, match="unknown protocol 'x'"):
        MapScorer(protocols=['x'])
    scorer = MapScorer(protocols=['mmavloc'])
    scorer.add('a', np.eye(3), truth('negative'))
    with pytest.raises(
        ValueError, match='kinds consensus, union only, and none of these'
    ):
        scorer.report()
    scorer = MapScorer(protocols=['twostage'])
    scorer.add('a', np.eye(3), truth('union'))
    with pytest.raises(ValueError, match='twostage scores clips of the kinds'):
        scorer.report()


@pytest.mark.parametrize('name', ['mmavloc', 'slavc_absolute', 'acl'])
def test_negative_audio_report(name):
    rng = np.random.default_rng(0)
    # its scale is not used: all maps and the threshold are raw
    protocol = replace(
        get_protocol('mmavloc'),
        **{key: getattr(get_protocol(name), key) for key in SCALE},
    )
    ids = [f'{i}' for i in range(6)]
    maps = {i: rng.uniform(-1, 1, (224, 224)) for i in ids}
    quiet = {i: 0.5 * heat - 0.4 for i, heat in maps.items()}
    threshold = threshold_of(protocol, quiet.items())
    peaks = sorted(heat.max() for heat in quiet.values())
    assert threshold == pytest.approx(np.quantile(peaks, 0.75))
    found = negative_audio_report(
        protocol,
        maps.items(),
        {i: truth('union') for i in ids},
        {'silence': quiet.items(), 'noise': maps.items()},
        0.05,
    )
    g = np.zeros((224, 224), bool)
    g[44:156, 22:134] = True
    for i in ids:
        b = maps[i] > 0.05
        slow = (b & g).sum() / (b | g).sum()
        clip = found['per_sample'][i]
        assert clip['ciou'] == pytest.approx(slow)
        assert clip['silence'] == pytest.approx((quiet[i] > 0.05).mean())
        assert clip['noise'] == pytest.approx(b.mean())
    summary = found['summary']
    a = np.mean([c['ciou'] for c in found['per_sample'].values()])
    pia = [summary[kind]['pia'] for kind in ('silence', 'noise')]
    b = 1 - np.mean(pia)
    assert summary['f_loc'] == pytest.approx(2 * a * b / (a + b))
    low, high = found['intervals']['f_loc']
    assert low <= summary['f_loc'] <= high
    with pytest.raises(ValueError, match='silence: 1 clips have a map for'):
        negative_audio_report(
            protocol,
            maps.items(),
            {i: truth('union') for i in ids},
            {'silence': list(quiet.items())[1:]},
            0.05,
        )
