"""Half accuracy: whether the sounding half has more of the map."""

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import half_accuracy
from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.structures import AVDataSample


@pytest.mark.parametrize('w', [4, 5])
def test_half_accuracy_against_a_loop(w):
    maps = torch.rand(20, 3, w)
    maps[0] = 1  # equal halves
    right = torch.arange(20) % 3 == 0
    got = half_accuracy(maps, right)
    for b in range(20):
        left_mass = right_mass = 0.0
        for i in range(3):
            for j in range(w):
                # share of the pixel that is in the left half
                share = min(max((w / 2 - j), 0), 1)
                left_mass += maps[b, i, j].item() * share
                right_mass += maps[b, i, j].item() * (1 - share)
        difference = (
            right_mass - left_mass if right[b] else (left_mass - right_mass)
        )
        wanted = 0.5 if abs(difference) < 1e-9 else float(difference > 0)
        assert got[b] == wanted
    both = half_accuracy(maps, right) + half_accuracy(maps, ~right)
    assert torch.equal(both, torch.ones(20, dtype=torch.float64))


def test_a_map_that_ignores_the_audio_scores_50():
    metric = ConsensusIoU(floors=('random',))
    for pair in range(5):
        heat = torch.rand(6, 6)
        for side in ('left', 'right'):
            sample = AVDataSample(
                metainfo=dict(
                    sample_id=f'{pair}:{side}',
                    split='concat',
                    num_annotators=1,
                    sounding_half=side,
                )
            )
            x = 0.5 * (side == 'right')
            sample.boxes = np.array([[x, 0, x + 0.5, 1]])
            sample.annotators = np.array([0])
            oracle = torch.zeros(6, 6)
            oracle[:, int(6 * x) : int(6 * x) + 3] = 1
            sample.pred_maps = {'potential': heat, 'localization': oracle}
            metric.process({}, [sample.to_dict()])
    scores = metric.evaluate(10)
    assert scores['potential/half_acc'] == 50
    assert scores['localization/half_acc'] == 100
    assert scores['gap/half_acc'] == 50
