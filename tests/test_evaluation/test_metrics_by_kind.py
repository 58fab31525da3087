"""Metrics of groups, of one truth, of negative clips and of masks."""

import json

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    area_under,
    group_success,
    levels,
)
from mmavloc.evaluation.results.files import clips_file, read_results
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.structures import Truth

from .metric_clips import clip, evaluate


def test_pictures_whose_objects_sound_in_turn(tmp_path):
    """IIoU and IAUC, the gap and n, against a loop over the groups."""
    out = tmp_path / 'r.json'
    samples = [clip(f'{i}', seed=i) for i in range(20)]
    names = {}
    for i, sample in enumerate(samples):
        names[f'{i}'] = f'{i}' if i % 10 == 9 else f'g{i // 2 % 4}'
        if i % 10 != 9:  # the others are groups of their own
            sample.set_metainfo(dict(group=names[f'{i}']))
        # some groups succeed as a whole, some do not
        del sample.pred_maps['attention']
        heat = torch.rand(7, 7, generator=torch.Generator().manual_seed(i))
        heat[1:5, 1:5] += 3 * (i % 5 != 0)
        sample.pred_maps['localization'] = heat
    flat = evaluate(
        samples, protocols=['oya', 'lvs'], floors=(), out_file=str(out)
    )
    results = read_results(out)['test']
    per_clip = json.loads((tmp_path / 'r.clips.json').read_text())['test']
    for suffix in ('', '@lvs'):
        for mine, of in (('IIoU', 'cIoU'), ('IAUC', 'AUC')):
            worst = {'localization': [], 'potential': []}
            for group in set(names.values()):
                members = [i for i in names if names[i] == group]
                for key, values in worst.items():
                    values.append(
                        min(per_clip[i][key][of + suffix] for i in members)
                    )
            for key, values in worst.items():
                assert flat[f'{key}/{mine}{suffix}'] == pytest.approx(
                    np.mean(values)
                )
            cell = results[f'localization/{mine}{suffix}']
            assert cell['n'] == len(set(names.values())) == 6
            assert cell['protocol'] == (suffix[1:] or 'oya')
            assert cell['low'] <= cell['value'] <= cell['high']
            assert flat[f'gap/{mine}{suffix}'] == pytest.approx(
                flat[f'localization/{mine}{suffix}']
                - flat[f'potential/{mine}{suffix}']
            )
    assert 0 < flat['localization/IIoU'] < flat['localization/cIoU']
    assert results['localization/cIoU']['n'] == 20
    # the area of the scorer, from the scores themselves
    ciou = [c['localization']['cIoU_tau'] / 100 for c in per_clip.values()]
    groups = [names[i] for i in per_clip]
    reached = group_success(ciou, groups, levels().numpy())
    area = area_under(torch.from_numpy(reached)).mean().item()
    assert flat['localization/IAUC'] == pytest.approx(100 * area)


def test_groups_alone_can_be_asked_for_where_there_are_any():
    samples = [clip(f'{i}', seed=i) for i in range(4)]
    with pytest.raises(ValueError, match='none of IIoU applies .*IS3'):
        evaluate(samples, metric=['IIoU'])
    for sample in samples:
        sample.set_metainfo(dict(group='a'))
    flat = evaluate(samples, metric=['IIoU'], floors=())
    assert {key.split('/')[1] for key in flat} == {'IIoU'}


def test_on_one_truth_oya_and_mmavloc_are_the_same_rule():
    samples = [clip(f'{i}', seed=i) for i in range(20)]
    for sample in samples:
        sample.set_metainfo(dict(kind='union', num_annotators=1))
        sample.annotators = np.array([0, 0])
    flat = evaluate(samples, protocols=['oya', 'mmavloc', 'lvs'])
    for key in [key for key in flat if key.endswith('@mmavloc')]:
        assert flat[key] == flat[key.removesuffix('@mmavloc')]
    assert flat['localization/AUC@lvs'] != flat['localization/AUC']


def test_one_truth_or_several_annotators():
    sample = clip('a')
    sample.annotators[:] = 0
    sample.set_metainfo(dict(num_annotators=1))
    several = evaluate([sample], protocol='lvs')
    sample.set_metainfo(dict(kind='union'))
    one = evaluate([sample], protocol='lvs')
    # Two of the pooled boxes must agree, or any of them will do.
    assert several != one


def test_clips_in_which_nothing_sounds(tmp_path):
    """They are in no mean, and false positives of AP and max-F1."""
    out = tmp_path / 'r.json'
    samples = [clip(f'{i}', seed=i) for i in range(12)]
    for i, sample in enumerate(samples):
        heat = torch.rand(7, 7, generator=torch.Generator().manual_seed(i))
        heat[1:5, 1:5] += 3 * (i % 3 > 0)
        sample.pred_maps = {'localization': heat}
    alone = evaluate(samples, floors=(), protocol='mmavloc')
    silent = [clip(f'n{i}', localization=torch.rand(7, 7)) for i in range(5)]
    for sample in silent:
        sample.boxes = np.empty((0, 4))
        sample.annotators = np.empty(0, int)
        sample.set_metainfo(dict(kind='negative'))
    without = evaluate(
        samples + silent, floors=(), protocol='mmavloc', metric=['cIoU']
    )
    assert without['localization/cIoU'] == alone['localization/cIoU']
    metrics = ['cIoU', 'AUC', 'cIoU_tau', 'AUC_tau', 'AP', 'max_F1']
    metrics.append('LocAcc')
    both = evaluate(
        samples + silent,
        floors=(),
        protocol='mmavloc',
        metric=metrics,
        out_file=str(out),
    )
    for key, value in alone.items():
        assert both[key] == value
    cells = read_results(out)['test']
    assert cells['localization/cIoU']['n'] == 12
    assert cells['localization/AP']['n'] == 17
    scorer = MapScorer(protocols=['mmavloc'])
    for sample in samples + silent:
        heat = sample.pred_maps['localization'].double().numpy()
        scorer.add(sample.sample_id, heat, Truth.of(sample))
    wanted = scorer.report()['mmavloc']['summary']['consensus']
    assert both['localization/AP'] == pytest.approx(100 * wanted['ap'])
    assert both['localization/max_F1'] == pytest.approx(100 * wanted['max_f1'])
    wanted = 100 * wanted['loc_acc']
    assert both['localization/LocAcc'] == pytest.approx(wanted)
    assert cells['localization/LocAcc']['n'] == 12
    # nothing is said of confidence where something sounds in every clip
    assert not {k for k in alone if 'AP' in k}


def test_masks_and_the_pointing_game():
    sample = clip('a')
    heat = torch.zeros(20, 20)
    heat[4:14, 2:12] = 1
    sample.pred_maps = {'localization': heat}
    sample.masks = np.zeros((2, 20, 20), bool)
    sample.masks[:, 4:14, 2:12] = True
    flat = evaluate([sample], metric=['cIoU_tau', 'pointing'], floors=())
    assert flat['localization/cIoU_tau'] > 95
    assert flat['localization/pointing'] == 100
    sample.masks = ~sample.masks
    flat = evaluate([sample], metric=['cIoU_tau', 'pointing'], floors=())
    assert flat['localization/cIoU_tau'] < 5
    assert flat['localization/pointing'] == 0


def test_constant_maps_and_empty_consensus_score_0():
    sample = clip('a', localization=torch.ones(4, 4))
    assert evaluate([sample], floors=())['localization/cIoU_tau'] == 0
    sample.boxes = np.full((2, 4), 0.001)
    assert evaluate([sample], floors=())['localization/AUC_tau'] == 0


def test_each_results_file_has_its_own_file_of_clips():
    names = ('r.json', 'oya.seed0', 'oya.seed1')
    files = [clips_file(f'out/{name}').name for name in names]
    assert files == [
        'r.clips.json',
        'oya.seed0.clips.json',
        'oya.seed1.clips.json',
    ]
