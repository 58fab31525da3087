"""Scores beside consensus IoU, against loops and scikit-learn."""

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    best_of_mean,
    bootstrap_statistic,
    confidence_ap,
    f1_at,
    f1_list,
    f_loc,
    f_measure,
    group_success,
    levels,
    negative_area,
    paired_difference,
    permutation_p_value,
    precision_and_recall,
    predicted_area,
    size_bins,
    success_area,
    universal_threshold,
)


def slow_counts(visible, right, confidence, threshold):
    true = false = missed = 0
    for v, r, c in zip(visible, right, confidence, strict=True):
        if c >= threshold:
            true += v and r
            false += not (v and r)
        else:
            missed += v
    precision = true / (true + false) if true + false else 1
    recall = true / (true + missed) if true + missed else 1
    return precision, recall


@pytest.mark.parametrize('n', [1, 2, 13, 450])
def test_confidence_ap_and_f1(n):
    rng = np.random.default_rng(n)
    visible, right = rng.random(n) < 0.6, rng.random(n) < 0.5
    confidence = np.round(rng.random(n), 2)  # with ties
    thresholds = np.sort(confidence)[:-1][::-1][:: max(1, n // 200)]
    pairs = [slow_counts(visible, right, confidence, t) for t in thresholds]
    ap = sum(
        max(p for p, _ in pairs[i:]) * (pairs[i + 1][1] - pairs[i][1])
        for i in range(len(pairs) - 1)
    )
    assert confidence_ap(visible, right, confidence) == pytest.approx(ap)
    wanted = [*thresholds, -5.0, 5.0]
    got = precision_and_recall(visible, right, confidence, np.array(wanted))
    for i, t in enumerate(wanted):
        slow = slow_counts(visible, right, confidence, t)
        assert (got[0][i], got[1][i]) == pytest.approx(slow)
    steps, values = f1_list(visible, right, confidence)
    for t, value in zip(steps, values, strict=True):
        p, r = slow_counts(visible, right, confidence, t)
        assert value == pytest.approx(2 * p * r / (p + r) if p + r else 0)
    assert np.isfinite(f1_at(visible, right, confidence, np.array([0.5])))


def test_a_full_confidence_ap_tends_to_scikit_learns():
    metrics = pytest.importorskip('sklearn.metrics')
    rng = np.random.default_rng(0)
    n = 20_000
    visible = rng.random(n) < 0.5
    confidence = rng.random(n) + 0.5 * visible
    # Where every visible clip is right, the counts are the usual ones.
    ours = confidence_ap(visible, np.ones(n, bool), confidence, points=n)
    theirs = metrics.average_precision_score(visible, confidence)
    assert ours == pytest.approx(theirs, abs=2e-3)


def test_precision_recall_and_max_f1_are_scikit_learns():
    metrics = pytest.importorskip('sklearn.metrics')
    rng = np.random.default_rng(0)
    visible = rng.random(200) < 0.4
    confidence = np.round(rng.random(200) + 0.3 * visible, 2)  # with ties
    # Where every visible clip is right, the counts are the usual ones.
    right = np.ones(200, bool)
    wanted = metrics.precision_recall_curve(visible, confidence)
    got = precision_and_recall(visible, right, confidence, wanted[2])
    for mine, theirs in zip(got, wanted[:2], strict=True):
        assert mine == pytest.approx(theirs[:-1])
    steps, values = f1_list(visible, right, confidence)
    for step, value in zip(steps, values, strict=True):
        found = metrics.f1_score(visible, confidence >= step)
        assert value == pytest.approx(found)
    every = f1_list(visible, right, confidence, points=200)[1].max()
    assert (
        values.max()
        <= every
        == pytest.approx(
            max(metrics.f1_score(visible, confidence >= c) for c in confidence)
        )
    )


def test_sizes():
    area = np.array([0, 1023, 1024, 9215, 9216, 20735, 20736])
    assert size_bins(area).tolist() == [0, 0, 1, 1, 2, 2, 3]


def test_a_group_is_as_good_as_its_worst_clip():
    ciou, names = np.array([0.9, 0.4, 0.6, 0.2]), ['b', 'b', 'a', 'c']
    got = group_success(ciou, names, np.array([0.3, 0.5]))
    assert got.tolist() == [[1, 1], [1, 0], [0, 0]]  # a, b, c


def test_f_measure():
    rng = np.random.default_rng(0)
    probability, truth = rng.random((3, 50)), rng.random((3, 50)) < 0.4
    truth[2] = False
    thresholds = np.linspace(0, 1, 11)
    above = probability[:, None] > thresholds[None, :, None]
    overlap = torch.from_numpy((above & truth[:, None]).sum(2)).double()
    false_positives = torch.from_numpy(
        (above & ~truth[:, None]).sum(2)
    ).double()
    total = torch.from_numpy(truth.sum(1)).double()
    got = f_measure(overlap, false_positives, total)
    metrics = pytest.importorskip('sklearn.metrics')
    for i in range(3):
        for q in range(11):
            wanted = metrics.fbeta_score(
                truth[i], above[i, q], beta=0.3**0.5, zero_division=0
            )
            assert got[i, q].item() == pytest.approx(wanted)
    curve = [np.mean([got[i, q] for i in range(3)]) for q in range(11)]
    assert best_of_mean(got) == pytest.approx(max(curve))


def test_negative_audio():
    maps = torch.rand(5, 4, 4, generator=torch.Generator().manual_seed(0))
    threshold = universal_threshold(maps)
    assert threshold == pytest.approx(
        float(np.quantile([m.max().item() for m in maps], 0.75))
    )
    shares = predicted_area(maps, 0.6)
    slow = [(m > 0.6).sum().item() / 16 for m in maps]
    assert shares.tolist() == pytest.approx(slow)
    metrics = pytest.importorskip('sklearn.metrics')
    steps = levels().numpy()
    curve = [np.mean([s <= x for s in slow]) for x in steps]
    assert negative_area(shares).mean().item() == pytest.approx(
        metrics.auc(steps, curve)
    )
    assert negative_area(torch.zeros(2, dtype=torch.double)).tolist() == [1, 1]
    a, b = torch.tensor([0.4, 0.0]), torch.tensor([0.8, 0.0])
    assert f_loc(a, b).tolist() == pytest.approx([2 * 0.32 / 1.2, 0])
    with pytest.raises(ValueError, match='no map for negative audio'):
        universal_threshold(maps[:0])


def test_the_area_of_success_is_scikit_learns():
    metrics = pytest.importorskip('sklearn.metrics')
    ciou = torch.rand(50, dtype=torch.float64)
    ciou[:5] = torch.tensor([0, 0.05, 0.15, 0.5, 1], dtype=torch.float64)
    x = [0.05 * i for i in range(21)]
    y = [np.mean([c >= level for c in ciou.tolist()]) for level in x]
    assert success_area(ciou).mean().item() == pytest.approx(metrics.auc(x, y))


def test_permutation_test_against_scipy():
    stats = pytest.importorskip('scipy.stats')
    rng = np.random.default_rng(0)
    differences = rng.normal(0.25, 1, 40)
    theirs = stats.permutation_test(
        (differences, np.zeros(40)),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type='samples',
        n_resamples=9999,
        rng=1,
    ).pvalue
    ours = permutation_p_value(differences)
    assert ours == pytest.approx(theirs, abs=0.02)
    assert permutation_p_value(np.zeros(5)) == 1
    assert permutation_p_value(np.ones(30)) < 1e-3
    with pytest.raises(ValueError, match='no clip'):
        permutation_p_value(np.zeros(0))


def test_paired_difference():
    rng = np.random.default_rng(0)
    first = rng.random(80)
    second = first + 0.1 + 0.01 * rng.normal(size=80)
    found = paired_difference(first, second)
    assert found['low'] < found['value'] < found['high'] and found['n'] == 80
    assert found['value'] == pytest.approx((second - first).mean())
    assert found['high'] - found['low'] < 0.01 and found['p'] < 1e-3
    with pytest.raises(ValueError, match='3 and 2 clips'):
        paired_difference(np.zeros(3), np.zeros(2))


def test_bootstrap_of_a_statistic():
    values = np.random.default_rng(0).random(60)
    low, high = bootstrap_statistic(
        lambda drawn: values[drawn].mean(), 60, resamples=4000
    )
    error = values.std() / 60**0.5
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.01)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.01)
    with pytest.raises(ValueError, match='no clip'):
        bootstrap_statistic(lambda drawn: 0.0, 0)
