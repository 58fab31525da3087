import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from mmavloc.evaluation.functional import (
    auroc,
    calibration_error,
    expected_iou,
    reliability,
)


def slow_expected_iou(heat):
    low, high = min(map(min, heat)), max(map(max, heat))
    if high == low:
        return 0.0
    held = union = 0.0
    for row in heat:
        for value in row:
            chance = (value - low) / (high - low)
            if chance > 0.5:
                held, union = held + chance, union + 1
            else:
                union += chance
    return held / union


def test_expected_iou_is_the_sum_spelled_out():
    maps = torch.randn(6, 5, 7, generator=torch.manual_seed(0))
    maps[0] = 3.0
    found = expected_iou(maps)
    slow = [slow_expected_iou(m.double().tolist()) for m in maps]
    assert found.tolist() == pytest.approx(slow, abs=1e-12)
    assert found[0] == 0


def test_expected_iou_hangs_on_no_scale():
    maps = torch.rand(3, 6, 6, generator=torch.manual_seed(1)).double()
    assert torch.allclose(expected_iou(maps), expected_iou(7 * maps - 3))
    crisp = (maps > 0.7).double()
    assert expected_iou(crisp).tolist() == [1, 1, 1]


def test_reliability_and_its_error_against_a_loop():
    rng = np.random.default_rng(0)
    confidence, score = rng.random(53), rng.random(53)
    parts = reliability(confidence, score, bins=10)
    order = np.argsort(confidence)
    assert sum(n for *_, n in parts) == 53
    assert max(n for *_, n in parts) - min(n for *_, n in parts) <= 1
    at, error = 0, 0.0
    for mean, mean_score, n in parts:
        mine = order[at : at + n]
        assert mean == pytest.approx(np.mean([confidence[i] for i in mine]))
        assert mean_score == pytest.approx(np.mean([score[i] for i in mine]))
        error += n * abs(mean - mean_score)
        at += n
    assert calibration_error(confidence, score) == pytest.approx(error / 53)
    assert calibration_error(score, score) == 0
    assert len(reliability(confidence[:3], score[:3])) == 3
    with pytest.raises(ValueError, match='0 confidences and 0 scores'):
        reliability(np.empty(0), np.empty(0))


def test_auroc_is_scikit_learns_ties_included():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 6, 80).astype(float)
    labels = rng.random(80) < 0.4
    wanted = roc_auc_score(labels, values)
    assert auroc(values[labels], values[~labels]) == pytest.approx(wanted)
    assert auroc(np.ones(3), np.zeros(2)) == 1
    assert auroc(np.ones(3), np.ones(2)) == 0.5
    with pytest.raises(ValueError, match='0 negatives'):
        auroc(np.ones(3), np.empty(0))
