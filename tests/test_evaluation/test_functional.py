"""The arithmetic against loops over pixels."""

import math

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    area_under,
    bootstrap_interval,
    box_masks,
    consensus_map,
    levels,
    normalise_maps,
    resize_maps,
    success,
)

from .equations import iou_at


def slow_ciou(heat, g, tau):
    """Eq. 8 and 9, pixel by pixel."""
    overlap = union = false_alarms = 0.0
    for value, truth in zip(heat.ravel(), g.ravel(), strict=True):
        b = 1 if value > tau else 0
        overlap += truth * b
        union += truth
        false_alarms += b if truth == 0 else 0
    return overlap / (union + false_alarms) if union + false_alarms else 0.0


@pytest.mark.parametrize('seed', range(5))
def test_consensus_iou(seed):
    rng = np.random.default_rng(seed)
    # A few values only, so that many pixels lie exactly on a threshold.
    heat = rng.integers(0, 5, (4, 6, 7)) / 4
    g = rng.integers(0, 4, (4, 6, 7)) / 3 * (rng.random((4, 6, 7)) < 0.4)
    heat[1], g[2] = 0.5, 0  # a constant map, an empty consensus
    heat[3], g[3] = 0, 0
    taus = torch.tensor([0.0, 0.25, 0.5, 0.6, 1.0], dtype=torch.float64)
    got = iou_at(torch.from_numpy(heat), torch.from_numpy(g), taus)
    for b in range(4):
        for q, tau in enumerate(taus.tolist()):
            assert got[b, q].item() == pytest.approx(
                slow_ciou(heat[b], g[b], tau), abs=1e-12
            )


@pytest.mark.parametrize('m', range(1, 7))
def test_consensus_is_the_mean_over_annotators(m):
    rng = np.random.default_rng(m)
    boxes, who = [], []
    for annotator in range(m):
        for _ in range(rng.integers(0 if annotator else 1, 3)):
            x, y = np.sort(rng.integers(0, 257, (2, 2)), axis=1)
            boxes.append([x[0], y[0], x[1], y[1]])
            who.append(annotator)
    got = consensus_map(
        np.array(boxes) / 256, np.array(who), num_annotators=m, size=(24, 32)
    )
    for i in range(24):
        for j in range(32):
            covered = {
                annotator
                for (x1, y1, x2, y2), annotator in zip(boxes, who, strict=True)
                if int(32 * x1 / 256) <= j < int(32 * x2 / 256)
                and int(24 * y1 / 256) <= i < int(24 * y2 / 256)
            }
            assert got[i, j] == pytest.approx(len(covered) / m)


def test_boxes_are_cut_at_the_frame():
    masks = box_masks(np.array([[-0.5, 0.5, 2.0, 1.5]]), (4, 4))
    assert masks[0].astype(int).tolist() == [[0] * 4] * 2 + [[1] * 4] * 2


def test_every_pixel_of_a_256_frame_scales_exactly():
    for c in range(257):
        masks = box_masks(np.array([[0, 0, c / 256, 1]]), (1, 224))
        assert masks.sum() == int(224 * c / 256)


def test_min_max():
    maps = torch.rand(3, 20)
    maps[1] = 7.0
    got = normalise_maps(maps)
    assert got[0].min() == 0 and got[0].max() == 1 and not got[1].any()
    flat = maps[2].tolist()
    slow = [(x - min(flat)) / (max(flat) - min(flat)) for x in flat]
    assert torch.allclose(got[2], torch.tensor(slow))


def test_resize_is_bilinear_between_centres():
    heat = torch.rand(1, 3, 3, dtype=torch.float64)
    got = resize_maps(heat, (7, 5))[0]
    for i in range(7):
        for j in range(5):
            y = min(max((i + 0.5) * 3 / 7 - 0.5, 0), 2)
            x = min(max((j + 0.5) * 3 / 5 - 0.5, 0), 2)
            slow = sum(
                max(0, 1 - abs(y - r)) * max(0, 1 - abs(x - c)) * heat[0, r, c]
                for r in range(3)
                for c in range(3)
            )
            assert got[i, j].item() == pytest.approx(float(slow), abs=1e-9)


def test_levels_are_products():
    assert levels().tolist() == [0.05 * i for i in range(21)]


def test_success_and_its_area():
    ciou = torch.tensor([0.2, 0.5, 0.8], dtype=torch.float64)
    assert success(ciou).tolist() == [0, 1, 1]
    curves = (ciou[:, None] >= levels()).double()
    assert area_under(curves).mean().item() == pytest.approx(0.525)
    sklearn = pytest.importorskip('sklearn.metrics')
    share = curves.mean(0).numpy()
    assert area_under(curves.mean(0)).item() == pytest.approx(
        sklearn.auc(levels().numpy(), share)
    )


def test_the_area_of_the_mean_is_the_mean_area():
    curves = torch.rand(9, 21, dtype=torch.float64)
    assert area_under(curves.mean(0)).item() == pytest.approx(
        area_under(curves).mean().item()
    )


def test_formula_map():
    """A map given by a formula, scored by three rules of the field."""
    i, j = np.mgrid[:7, :7]
    heat = np.exp(-((i - 2) ** 2 + (j - 4) ** 2) / 4.5)
    heat = torch.from_numpy(heat + 0.02 * ((3 * i + 5 * j) % 7))[None]
    boxes = [(96, 16, 224, 160), (112, 32, 240, 176), (80, 40, 200, 150)]
    g = consensus_map(
        np.array(boxes) / 256, np.arange(3), num_annotators=3, size=(224, 224)
    )
    assert g.sum() == pytest.approx(12768)
    maps = normalise_maps(resize_maps(heat, (224, 224)).flatten(1))
    maps = maps.view(1, 224, 224)
    curve = iou_at(maps, torch.from_numpy(g)[None], levels())[0]
    assert curve[10].item() == pytest.approx(0.710944, abs=1e-6)
    assert area_under(curve).item() == pytest.approx(0.454607, abs=1e-6)


def test_bootstrap_against_a_loop_and_scipy():
    stats = pytest.importorskip('scipy.stats')
    values = np.random.default_rng(0).random((60, 2)) ** 2
    low, high = bootstrap_interval(values, resamples=4000)
    rng = np.random.default_rng(5)
    for k in range(2):
        means = sorted(
            sum(values[rng.integers(60), k] for _ in range(60)) / 60
            for _ in range(2000)
        )
        assert low[k] == pytest.approx(means[50], abs=0.01)
        assert high[k] == pytest.approx(means[-51], abs=0.01)
        other = stats.bootstrap(
            (values[:, k],), np.mean, method='percentile', rng=1
        ).confidence_interval
        assert low[k] == pytest.approx(other.low, abs=0.01)
        assert high[k] == pytest.approx(other.high, abs=0.01)


def test_bootstrap_is_seeded_chunked_and_honest():
    values = np.random.default_rng(1).random((50, 3))
    once = bootstrap_interval(values)
    again = bootstrap_interval(values)
    assert np.array_equal(once, again)
    assert (once[0] < values.mean(0)).all() and (
        values.mean(0) < once[1]
    ).all()
    sure = bootstrap_interval(np.ones((5, 1)))
    assert math.isclose(sure[0][0], 1) and math.isclose(sure[1][0], 1)
    with pytest.raises(ValueError, match='no clip'):
        bootstrap_interval(np.empty((0, 1)))
