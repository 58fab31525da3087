"""Metrics as MMEngine runs them."""

import json

import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator
from mmengine.registry import init_default_scope

from mmavloc.evaluation.functional import (
    area_under,
    group_success,
    levels,
)
from mmavloc.evaluation.metrics import ConsensusIoU, TopKAccuracy
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.results.files import read_results, results_markdown
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.floors import centre_map, ones_map, random_map
from mmavloc.structures import AVDataSample, Truth


def clip(name, split='test', seed=0, **maps):
    generator = torch.Generator().manual_seed(seed)
    sample = AVDataSample(
        metainfo=dict(sample_id=name, split=split, num_annotators=2)
    )
    sample.boxes = np.array([[0.1, 0.2, 0.6, 0.7], [0.2, 0.2, 0.7, 0.8]])
    sample.annotators = np.array([0, 1])
    sample.pred_maps = maps or {
        key: torch.rand(5, 6, generator=generator)
        for key in ('potential', 'attention', 'localization')
    }
    return sample


def evaluate(samples, batch=3, **kwargs):
    init_default_scope('mmavloc')
    evaluator = Evaluator([dict(type='ConsensusIoU', **kwargs)])
    for begin in range(0, len(samples), batch):
        evaluator.process(samples[begin : begin + batch], {})
    return evaluator.evaluate(len(samples))


def test_keys_gap_and_files(tmp_path):
    out, maps = tmp_path / 'r.json', tmp_path / 'm.v2'
    samples = [clip(f'{i}', seed=i) for i in range(7)]
    flat = evaluate(samples, out_file=str(out), maps_file=str(maps))
    names = ('random', 'centre', 'localization', 'potential', 'attention')
    metrics = ('cIoU', 'AUC', 'cIoU_tau', 'AUC_tau')
    assert set(flat) == {f'{n}/{m}' for n in (*names, 'gap') for m in metrics}
    for metric in metrics:
        difference = (
            flat[f'localization/{metric}'] - flat[f'potential/{metric}']
        )
        assert flat[f'gap/{metric}'] == pytest.approx(difference)
    results = read_results(out)
    cell = results['test']['localization/AUC']
    assert set(cell) == {'value', 'low', 'high', 'n', 'protocol'}
    assert cell['low'] <= cell['value'] <= cell['high']
    assert (cell['n'], cell['protocol']) == (7, 'oya')
    per_clip = json.loads((tmp_path / 'r.clips.json').read_text())['test']
    assert np.mean(
        [c['localization']['AUC'] for c in per_clip.values()]
    ) == pytest.approx(cell['value'])
    stored = np.load(maps)
    assert np.allclose(
        stored['test/3/potential'], samples[3].pred_maps['potential']
    )
    assert '| localization |' in results_markdown(results, 'cIoU')
    assert results_markdown(results, 'nothing') == ''


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


def test_a_perfect_map_scores_100_and_an_empty_one_0():
    heat = torch.zeros(10, 10)
    heat[2:7, 1:6] = 1
    sample = clip('a', localization=heat, potential=1 - heat)
    sample.boxes = np.array([[0.1, 0.2, 0.6, 0.7]])
    sample.annotators = np.array([0])
    sample.set_metainfo(dict(num_annotators=1))
    flat = evaluate([sample], floors=())
    assert flat['localization/cIoU'] == 100
    assert flat['localization/cIoU_tau'] > 90
    assert flat['potential/cIoU'] == 0 and flat['gap/cIoU'] == 100


def test_splits_are_scored_apart():
    samples = [clip(f'{i}', 'ab'[i % 2], i) for i in range(6)]
    both = evaluate(samples)
    only_a = evaluate([s for s in samples if s.split == 'a'])
    assert {key.split('/')[0] for key in both} == {'a', 'b'}
    for key, value in only_a.items():
        assert both[f'a/{key}'] == value


def test_neither_order_nor_batches_matter(tmp_path):
    samples = [clip(f'{i}', seed=i) for i in range(7)]
    evaluate(samples, out_file=str(tmp_path / 'a.json'))
    evaluate(samples[::-1], batch=2, out_file=str(tmp_path / 'b.json'))
    a, b = read_results(tmp_path / 'a.json'), read_results(tmp_path / 'b.json')
    for key, cell in a['test'].items():
        assert cell == pytest.approx(b['test'][key]), key


def test_padding_of_a_distributed_sampler_is_not_counted_twice():
    init_default_scope('mmavloc')
    samples = [clip(f'{i}', seed=i) for i in range(3)]
    evaluator = Evaluator([dict(type='ConsensusIoU')])
    evaluator.process([*samples, samples[0]], {})
    padded = evaluator.evaluate(size=3)
    assert padded == pytest.approx(evaluate(samples))


def test_several_protocols_in_one_pass(tmp_path):
    samples = [clip(f'{i}', seed=i) for i in range(5)]
    names = ['oya', 'lvs', 'mmavloc']
    out = tmp_path / 'r.json'
    together = evaluate(samples, protocols=names, out_file=str(out))
    for place, name in enumerate(names):
        alone = evaluate(samples, protocol=name)
        suffix = f'@{name}' if place else ''
        for key, value in alone.items():
            assert together[key + suffix] == value
    cells = read_results(out)['test']
    assert cells['localization/cIoU']['protocol'] == 'oya'
    assert cells['gap/cIoU@lvs']['protocol'] == 'lvs'
    # A level threshold at the median has no curve over levels.
    assert 'localization/AUC_tau' in cells
    assert 'localization/AUC_tau@lvs' not in cells
    assert 'localization/AUC_tau@mmavloc' in cells
    only = evaluate(samples, protocols=names, metric=['AUC', 'cIoU'])
    assert {key.split('/')[1] for key in only} == {
        f'{m}{s}' for m in ('AUC', 'cIoU') for s in ('', '@lvs', '@mmavloc')
    }


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
    metrics = ['cIoU', 'AUC', 'cIoU_tau', 'AUC_tau', 'AP', 'max_F1']
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


def test_chosen_metrics_only():
    flat = evaluate([clip('a')], metric=['cIoU'], floors=())
    assert {key.split('/')[1] for key in flat} == {'cIoU'}


@pytest.mark.parametrize(
    ('kwargs', 'message'),
    [
        (dict(metric=['mIoU']), 'metric mIoU; known are cIoU, AUC'),
        (dict(floors=['wall']), 'floor wall; known are random, ones, centre'),
        (dict(protocol='x'), "protocol 'x'; known are oya"),
        (dict(protocols=['oya', 'x']), "protocol 'x'; known are oya"),
        (dict(protocols=['oya', 'oya']), 'names each once'),
        (dict(protocols='oya'), 'want a list'),
    ],
)
def test_unknown_names(kwargs, message):
    with pytest.raises(ValueError, match=message):
        ConsensusIoU(**kwargs)


def test_bad_clips_are_named():
    good = clip('good')
    bad = clip('bad', localization=torch.full((3, 3), torch.nan))
    with pytest.raises(ValueError, match='localization map of clip bad'):
        evaluate([good, bad])
    bad = clip('bad', localization=torch.zeros(1, 3, 3))
    with pytest.raises(ValueError, match=r'clip bad has shape \(1, 3, 3\)'):
        evaluate([bad])
    bad = clip('bad', localization=torch.rand(5, 6))
    with pytest.raises(ValueError, match='want the same of each'):
        evaluate([good, bad])
    with pytest.raises(ValueError, match='1 clips were scored more than once'):
        evaluate([good, good])
    bad = clip('bad', other=torch.rand(5, 6))
    with pytest.raises(ValueError, match='clip bad has the maps other'):
        evaluate([bad])
    bad = clip('bad')
    bad.boxes = np.zeros((0, 4))
    with pytest.raises(ValueError, match='clip bad has no boxes'):
        evaluate([bad])


def test_constant_maps_and_empty_consensus_score_0():
    sample = clip('a', localization=torch.ones(4, 4))
    assert evaluate([sample], floors=())['localization/cIoU_tau'] == 0
    sample.boxes = np.full((2, 4), 0.001)
    assert evaluate([sample], floors=())['localization/AUC_tau'] == 0


def test_floors():
    assert np.array_equal(random_map('a', 3, 4), random_map('a', 3, 4))
    assert not np.array_equal(random_map('a', 3, 4), random_map('b', 3, 4))
    assert np.array_equal(ones_map(2, 3), np.ones((2, 3)))
    blob = centre_map(5, 7)
    assert np.unravel_index(blob.argmax(), blob.shape) == (2, 3)
    assert np.allclose(blob, blob[::-1, ::-1])


def test_damaged_results_are_named(tmp_path):
    (tmp_path / 'r.json').write_text('{"test": {"localization/cIoU": {"val')
    with pytest.raises(ValueError, match=r'r\.json: no results file'):
        read_results(tmp_path / 'r.json')
    with pytest.raises(FileNotFoundError, match='nowhere.json'):
        read_results('nowhere.json')


def test_protocols_are_frozen():
    with pytest.raises(AttributeError):
        get_protocol('oya').grid = 7


def test_top_k():
    metric = TopKAccuracy(k=(1, 2))
    scores = torch.tensor([0.1, 0.5, 0.4])
    metric.process(
        {}, [dict(pred_scores=scores, label=label) for label in (0, 1, 2)]
    )
    assert metric.evaluate(3) == pytest.approx(
        {'accuracy/top1': 100 / 3, 'accuracy/top2': 200 / 3}
    )
