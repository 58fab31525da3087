"""Every protocol against its rules spelt out, one clip and pixel at a time."""

import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
import torch

from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import PROTOCOLS, get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.released import released_values
from mmavloc.structures import Truth

SIDE = 16  # maps come on the grid: resizing has tests of its own


def slow_slices(protocol, truth, box):
    """Python's own slices, negative indices included."""
    rule = (
        protocol.boxes if truth.kind == 'consensus' else protocol.union_boxes
    )
    c = [float(v) for v in box]
    if rule.frame:
        c = [int(v * rule.frame) / rule.frame for v in c]
    c = [int(v * protocol.grid) + rule.offset for v in c]
    if rule.outside == 'clip':
        c = [min(max(v, 0), protocol.grid) for v in c]
    return slice(c[1], c[3]), slice(c[0], c[2])


def slow_consensus(protocol, truth):
    shape = (protocol.grid, protocol.grid)
    total = np.zeros(shape)
    single = truth.kind != 'consensus'
    if not single and protocol.consensus.endswith('annotators'):
        for who in set(truth.annotators.tolist()):
            mine = np.zeros(shape)
            for box, name in zip(truth.boxes, truth.annotators, strict=True):
                if name == who:
                    mine[slow_slices(protocol, truth, box)] = 1
            total += mine
    else:
        for box in truth.boxes:
            total[slow_slices(protocol, truth, box)] += 1
    m = truth.num_annotators
    full = {
        'two_boxes': 2,
        'any': 1,
        'annotators': m,
        'two_annotators': min(2, m),
    }[protocol.consensus]
    return np.minimum(total / (1 if single else full), 1)


def slow_scores(protocol, threshold, heat, g):
    """Scale, normalise, sort, threshold and sum, by the words of the rules."""
    x = heat.astype(protocol.precision)
    x = x * protocol.gain + protocol.offset
    x = np.maximum(x, 0) if protocol.rectify else x
    x = (x + protocol.add) / protocol.divide
    if protocol.sigmoid:
        x = torch.from_numpy(x).sigmoid().numpy()
    low, high = x.min(), x.max()
    if protocol.normalise == 'min_max' and high > low:
        x = (x - low) / (high - low)
    elif protocol.normalise == 'min_max':
        x = {
            'keep': x,
            'one_plus': 1 + x,
            'zero': 0 * x,
            'nothing': np.nan * x,
        }[protocol.constant]
    elif protocol.normalise == 'max':
        x = x / high if high > 0 else np.nan * x
    if threshold.rule == 'level':
        level = threshold.value
    else:
        place = int(x.size * threshold.value)
        if threshold.rule == 'truth' and (g > 0).any():
            place = x.size - int((g > 0).sum())
        level = sorted(x.ravel().tolist())[place]
    binary = x > level if threshold.strict else x >= level
    if threshold.keep_ones:
        binary |= x >= 1
    overlap = union = 0.0
    for b, truth in zip(binary.ravel(), g.ravel(), strict=True):
        overlap += b * truth
        union += truth + (b and truth == 0)
    if protocol.empty_truth == 'silent_share' and not g.any():
        return 1 - binary.mean()
    return overlap / union if union else math.nan


def clips(rng):
    """Maps with and without ties, boxes in, across and beyond the frame."""
    for i in range(24):
        heat = rng.normal(size=(SIDE, SIDE)) * rng.choice([0.1, 1, 30])
        if i % 3 == 1:
            heat = rng.integers(-1, 3, (SIDE, SIDE)) / 4
        if i % 8 == 0:
            heat[:] = rng.choice([-0.5, 0.0, 0.5, 1.0])
        if i % 8 == 3:
            heat = (rng.random((SIDE, SIDE)) < 0.6).astype(float)
        low = rng.uniform(-0.2, 0.7, (3, 2))
        boxes = np.hstack([low, low + rng.uniform(-0.05, 0.8, (3, 2))])
        boxes[0] = np.round(boxes[0] * 4) / 4
        kind = ('consensus', 'union', 'consensus', 'negative')[i % 4]
        if kind == 'negative':
            boxes = boxes[:0]
        who = rng.integers(0, 2, len(boxes))
        truth = Truth(
            boxes=boxes,
            annotators=who,
            num_annotators=int(rng.integers(2, 4)),
            kind=kind,
        )
        yield heat.astype(np.float32), truth


@pytest.mark.parametrize('name', PROTOCOLS)
def test_against_the_words(name):
    protocol = replace(get_protocol(name), grid=SIDE)
    rng = np.random.default_rng(len(name))
    heats, truths = zip(*clips(rng), strict=True)
    pipeline = MapPipeline(
        torch.from_numpy(np.stack(heats)), TruthBatch(truths)
    )
    found = released_values(protocol, pipeline)['map', name]
    thresholds = {'cIoU_tau': protocol.threshold}
    thresholds |= dict(protocol.extra_thresholds)
    for i, (heat, truth) in enumerate(zip(heats, truths, strict=True)):
        g = slow_consensus(protocol, truth)
        assert found['truth_area'][i].item() == pytest.approx(g.sum())
        for key, threshold in thresholds.items():
            slow = slow_scores(protocol, threshold, heat, g)
            if key == 'cIoU_tau':
                assert bool(found['empty'][i]) == (
                    math.isnan(slow) or (not g.any() and slow == 1)
                )
            slow = 0.0 if math.isnan(slow) else slow
            assert found[key][i].item() == pytest.approx(slow, abs=1e-9)
        for q, level in enumerate(protocol.curve):
            threshold = replace(protocol.threshold, value=level)
            if protocol.precision == 'float32':
                threshold = replace(threshold, value=float(np.float32(level)))
            slow = slow_scores(protocol, threshold, heat, g)
            slow = 0.0 if math.isnan(slow) else slow
            got = found['curve'][i, q].item()
            assert got == pytest.approx(slow, abs=1e-9)


def test_several_protocols_at_once_change_nothing():
    heats, truths = zip(*clips(np.random.default_rng(7)), strict=True)
    maps = torch.from_numpy(np.stack(heats))
    shared = MapPipeline(maps, TruthBatch(truths), maps.abs())
    together = {n: released_values(p, shared) for n, p in PROTOCOLS.items()}
    for name, protocol in PROTOCOLS.items():
        pipeline = MapPipeline(maps, TruthBatch(truths), maps.abs())
        alone = released_values(protocol, pipeline)
        assert set(alone) == set(together[name])
        for key, values in alone.items():
            assert set(values) == set(together[name][key])
            for metric, mine in values.items():
                other = together[name][key][metric]
                assert torch.equal(mine, other), (key, metric)


def test_the_names_that_users_type():
    assert set(PROTOCOLS) == {
        *('mmavloc', 'oya', 'lvs', 'ezvsl', 'ezvsl_train', 'slavc_relative'),
        *('slavc_absolute', 'slavc_train', 'fnac_bilinear', 'fnac_bicubic'),
        *('sspl', 'htf', 'ssltie', 'sslalign', 'sslalign_is3', 'acl'),
        *('sslalign_validate', 'twostage', 'avsbench'),
    }
    with pytest.raises(FrozenInstanceError):
        get_protocol('lvs').threshold.strict = False
    assert len({hash(p) for p in PROTOCOLS.values()}) == len(PROTOCOLS)
