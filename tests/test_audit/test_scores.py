from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch

from mmavloc.audit.ceilings import best_values, soundless_ceiling
from mmavloc.audit.cells import AuditCells
from mmavloc.audit.mean_box import draw_truth, other_boxes
from mmavloc.audit.scores import AuditScores, similarity
from mmavloc.evaluation.functional import (
    consensus_map,
    flat_oracle_map,
    oracle_map,
    shrunk_truth,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import PROTOCOLS, get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.structures import Truth


def consensus(protocol, batch):
    return batch.votes(protocol).draw()


def truth(*boxes, annotators=None, kind='consensus'):
    boxes = np.array(boxes, dtype=float)
    who = np.arange(len(boxes)) if annotators is None else annotators
    return Truth(
        boxes=boxes,
        annotators=np.array(who),
        num_annotators=len(set(who)),
        kind=kind,
    )


TRUTHS = [
    truth((0.25, 0.25, 0.625, 0.5), (0.25, 0.25, 0.625, 0.5625)),
    truth((0.0, 0.0, 0.9375, 0.9375), (0.125, 0.0, 1.0, 1.0)),
    truth((0.5, 0.5, 0.75, 0.75), (0.0, 0.0, 0.25, 0.25), kind='union',
          annotators=[0, 0]),
]  # fmt: skip


def score(protocol, maps, truths):
    steps = MapPipeline(maps, TruthBatch(truths))
    return steps.headline(get_protocol(protocol))[0]


def test_consensus_is_what_is_drawn_pixel_by_pixel():
    drawn = consensus(get_protocol('oya'), TruthBatch(TRUTHS[:2]))
    for mine, t in zip(drawn, TRUTHS, strict=False):
        wanted = consensus_map(
            t.boxes, t.annotators, num_annotators=2, size=(224, 224)
        )
        assert np.array_equal(mine.numpy(), wanted)


@pytest.mark.parametrize('name', PROTOCOLS)
def test_no_map_beats_the_oracle(name):
    p = get_protocol(name)
    kinds = [t for t in TRUTHS if t.kind in p.kinds]
    batch = TruthBatch(kinds)
    best = best_values(p, consensus(p, batch), batch)['cIoU_tau']
    rng = torch.manual_seed(0)
    tries = [torch.rand(len(kinds), 8, 8, generator=rng) for _ in range(20)]
    tries += [consensus(p, batch), 2 * consensus(p, batch) - 1]
    tries.append(shrunk_truth(consensus(p, batch), (12, 12)))
    for maps in tries:
        assert (score(name, maps.double(), kinds) <= best + 1e-12).all()


def test_the_ceiling_is_known_in_closed_form():
    level = score('mmavloc', _oracle('mmavloc'), TRUTHS)
    assert level.tolist() == [1, 1, 1]
    # above the median, and half of the pixels are equal
    g = consensus(get_protocol('lvs'), TruthBatch(TRUTHS))
    assert score('lvs', flat_oracle_map(g), TRUTHS)[0] == 1
    # Half of the frame is predicted: too much for the first, and for the
    # second the surest half of the votes.
    rank = score('ezvsl', _oracle('ezvsl'), TRUTHS)
    g = consensus(get_protocol('ezvsl'), TruthBatch(TRUTHS)).flatten(1)
    half = g.shape[1] // 2
    for mine, votes in zip(rank.tolist(), g, strict=True):
        kept = votes.sort(descending=True).values[:half]
        false_positives = int((kept == 0).sum())
        wanted = kept.sum() / (votes.sum() + false_positives)
        assert mine == pytest.approx(float(wanted), abs=1e-3)


def _oracle(name):
    return oracle_map(consensus(get_protocol(name), TruthBatch(TRUTHS)))


def test_shrunk_truth_is_the_share_of_each_cell():
    g = consensus(get_protocol('mmavloc'), TruthBatch(TRUTHS))
    small = shrunk_truth(g, (8, 8))
    side = 224 // 8
    for b, y, x in product(range(3), range(8), range(8)):
        cell = g[b, y * side : (y + 1) * side, x * side : (x + 1) * side]
        assert small[b, y, x] == pytest.approx(
            float((cell > 0).double().mean())
        )


def test_similarity_is_the_correlation():
    a = torch.randn(4, 5, 6, generator=torch.manual_seed(0)).double()
    b = a.clone()
    b[1] = -a[1]
    b[2] = torch.randn(5, 6, generator=torch.manual_seed(1))
    b[3] = 1.0
    alike, same = similarity(a, b)
    assert same.tolist() == [True, False, False, False]
    assert alike[0] == 1 and alike[1] == pytest.approx(-1)
    wanted = np.corrcoef(a[2].flatten(), b[2].flatten())[0, 1]
    assert float(alike[2]) == pytest.approx(wanted)
    assert alike[3] == 0
    # constant maps, alike or not
    _, same = similarity(
        torch.ones(2, 3, 3),
        torch.tensor([1.0, 2.0]).view(2, 1, 1).expand(2, 3, 3),
    )
    assert same.tolist() == [True, False]


def test_mean_box_leaves_a_clips_own_pictures_out():
    maps = np.random.default_rng(0).random((5, 3, 3))
    shown = [['a', 'b'], ['a', 'b'], ['c'], ['b', 'd'], ['e']]
    means = other_boxes(maps, shown)
    assert np.allclose(means[0], maps[[2, 4]].mean(0))
    assert np.allclose(means[2], maps[[0, 1, 3, 4]].mean(0))
    assert np.allclose(means[3], maps[[2, 4]].mean(0))
    assert not other_boxes(maps[:1], [['a']]).any()


def test_soundless_ceiling_of_two_halves_is_half():
    left, right = (
        truth((0.0, 0.25, 0.25, 0.5)), truth((0.625, 0.25, 0.8125, 0.5))
    )  # fmt: skip
    alone = truth((0.25, 0.25, 0.75, 0.75))
    found = soundless_ceiling(
        get_protocol('mmavloc'), [left, right, alone], np.array([0, 0, 1])
    )
    assert found['cIoU'].tolist() == [0.5, 0.5, 1]
    # equal areas: the union of both is enough for either, at 0.5
    twin = truth((0.625, 0.25, 0.875, 0.5))
    found = soundless_ceiling(
        get_protocol('mmavloc'), [left, twin], np.array([0, 0])
    )
    assert found['cIoU'].tolist() == [1, 1]


def make_audit(halves=(None,) * 6):
    """An audit of six clips in three units, in two batches."""
    truths = [
        replace(TRUTHS[i % 2], half=half) for i, half in enumerate(halves)
    ]
    audit = AuditScores(
        protocols=[get_protocol('mmavloc'), get_protocol('lvs')],
        units=['a', 'a', 'b', 'b', 'c', 'c'],
        truths=truths,
    )
    rng = torch.manual_seed(0)
    heard = torch.rand(6, 7, 7, generator=rng).double()
    other = torch.rand(6, 7, 7, generator=rng).double()
    other[3] = heard[3]
    for at in (0, 4):
        stop = at + 4
        audit.add(
            {'image_only': other[at:stop], 'localization': heard[at:stop]},
            {'swapped': other[at:stop]},
        )
    return audit, truths, heard, other


def test_audit_keeps_each_clips_values():
    audit, truths, heard, _ = make_audit()
    table = audit.table
    assert len(table) == 6
    for name in ('mmavloc', 'lvs'):
        wanted = score(name, heard, truths)
        found = table.column('localization', 'cIoU_tau', name)
        assert np.allclose(found, wanted, atol=1e-12)
    assert table.column('swapped', 'unchanged').tolist() == [0, 0, 0, 1, 0, 0]
    peaks = table.column('localization', 'peak')
    assert np.allclose(peaks, heard.flatten(1).amax(1))
    assert (table.column('ceiling', 'cIoU') == 1).all()
    assert (table.column('ceiling', 'pointing') == 1).all()
    assert len(table.column('ceiling_soundless', 'cIoU')) == 6
    assert not table.has('localization', 'half_acc')
    grid = 224**2
    wanted = [
        int((consensus_map(t.boxes, t.annotators, num_annotators=2,
                           size=(224, 224)) > 0).sum()) / grid
        for t in truths
    ]  # fmt: skip
    assert np.allclose(table.column('localization', 'area'), wanted)


def test_halves_are_scored_where_there_are():
    halves = ['left', 'right'] * 3
    audit, _, heard, _ = make_audit(halves)
    found = audit.table.column('localization', 'half_acc')
    for value, m, half in zip(found, heard, halves, strict=True):
        left, right = float(m[:, :3].sum()), float(m[:, 4:].sum())
        assert value == (left > right if half == 'left' else right > left)


def test_cells_are_over_units():
    audit, *_ = make_audit()
    table = audit.table
    made = AuditCells(table=table, units=audit.units)
    made.scores()
    made.gap('gap', 'localization', 'image_only')
    made.calibration()
    made.peak('swapped')
    made.likeness('swapped')
    made.part('small', np.array([True, False] * 3))
    cells = made.cells
    assert cells['localization/cIoU_tau']['n'] == 3
    column = 100 * table.column('localization', 'cIoU_tau')
    assert cells['localization/cIoU_tau']['value'] == pytest.approx(
        column.mean()
    )
    assert cells['gap/AUC']['value'] == pytest.approx(
        cells['localization/AUC']['value'] - cells['image_only/AUC']['value']
    )
    assert cells['gap/AUC']['against'] == 'image_only'
    assert cells['localization/cIoU@lvs']['protocol'] == 'lvs'
    assert cells['localization/AUC|small']['n'] == 3
    assert cells['localization/AUC|small']['value'] == pytest.approx(
        100 * table.column('localization', 'AUC')[::2].mean()
    )
    assert cells['alike_swapped/unchanged']['value'] == pytest.approx(100 / 6)
    for cell in cells.values():
        assert cell['low'] <= cell['value'] + 1e-9
        assert cell['value'] <= cell['high'] + 1e-9
    assert cells['confidence/ECE']['n'] == 3


def test_units_are_resampled_whole():
    audit, *_ = make_audit()
    units = np.array(['b', 'a', 'c', 'a', 'b', 'a'])
    made = AuditCells(table=audit.table, units=units)
    drawn = []

    def keep(rows):
        drawn.append(sorted(rows.tolist()))
        return 0.0

    made._statistic('kept', keep)
    members = {0: {1, 3, 5}, 1: {0, 4}, 2: {2}}
    rng = np.random.default_rng(0)
    for rows in drawn[:9]:  # the draws of ``bootstrap_statistic``
        wanted = [i for u in rng.integers(3, size=3) for i in members[int(u)]]
        assert rows == sorted(wanted)
    assert drawn[-1] == [*range(6)] and made.cells['kept']['n'] == 3
    made.part('some', np.array([True, True, False, True, False, False]))
    column = 100 * audit.table.column('localization', 'AUC')
    cell = made.cells['localization/AUC|some']
    assert cell['n'] == 2  # a, of two clips, and b, of one
    assert cell['value'] == pytest.approx(
        np.mean([column[[1, 3]].mean(), column[0]])
    )


def test_the_drawn_truth_of_a_mask_is_that_of_its_box():
    box = truth((0.25, 0.5, 0.75, 1.0))
    mask = np.zeros((1, 56, 56), bool)
    mask[0, 28:, 14:42] = True
    same = Truth(masks=mask, annotators=np.array([0]), num_annotators=1)
    assert np.array_equal(draw_truth(box), draw_truth(same))
    assert draw_truth(box).mean() == 0.25


def test_a_protocol_of_ones_own_is_audited_too():
    own = replace(get_protocol('mmavloc'), name='mine', consensus='any')
    audit = AuditScores(protocols=[own], units=range(3), truths=TRUTHS)
    maps = torch.rand(3, 9, 9, generator=torch.manual_seed(2))
    audit.add({'localization': maps}, {})
    wanted, _, _ = MapPipeline(maps.double(), TruthBatch(TRUTHS)).headline(own)
    found = audit.table.column('localization', 'cIoU_tau')
    assert np.array_equal(found, wanted)
    assert not np.array_equal(found, score('mmavloc', maps.double(), TRUTHS))
