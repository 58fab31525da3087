"""Metrics as MMEngine runs them: keys, files, batches, names, errors."""

import json

import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator
from mmengine.registry import init_default_scope

from mmavloc.evaluation.metrics import ConsensusIoU, TopKAccuracy
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.results.files import (
    as_text,
    read_results,
    results_markdown,
)
from mmavloc.floors import centre_map, ones_map, random_map

from .metric_clips import clip, evaluate


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


def test_the_printed_table_has_a_row_for_each_protocol(tmp_path):
    samples = [clip(f'{i}', seed=i) for i in range(6)]
    names, out = ['mmavloc', 'oya', 'lvs'], tmp_path / 'r.json'
    evaluate(samples, protocols=names, out_file=str(out))
    results = read_results(out)
    rows = [
        [part.strip() for part in line.split('│')[1:-1]]
        for line in as_text(results).splitlines()
        if line.startswith('│')
    ]
    of_alpha = [row for row in rows if row[2] == 'localization']
    assert [row[3] for row in of_alpha] == names
    for row, suffix in zip(of_alpha, ('', '@oya', '@lvs'), strict=True):
        cell = results['test'][f'localization/cIoU{suffix}']
        assert row[4].split()[0] == f'{cell["value"]:.1f}'
    # as many lines as rows: no cell is broken
    assert len(rows) == len({tuple(row[:4]) for row in rows})
    # a metric of the map itself is in the row of the first protocol
    cell = dict(value=50.0, low=40.0, high=60.0, n=3, protocol='mmavloc')
    results['test']['localization/half_acc'] = cell
    results['joined'] = results['test']
    lines = as_text(results).splitlines()
    of_alpha = [line.split('│') for line in lines if ' localization ' in line]
    assert [row[-2].strip() for row in of_alpha] == 2 * [
        '50.0 [40.0, 60.0], n = 3',
        '',
        '',
    ]
    assert [row[1].strip() for row in of_alpha] == ['test'] * 3 + [
        'joined'
    ] * 3
    evaluate(samples, protocols=['oya'], out_file=str(out))
    assert 'protocol' not in as_text(read_results(out))


def test_chosen_metrics_only():
    flat = evaluate([clip('a')], metric=['cIoU'], floors=())
    assert {key.split('/')[1] for key in flat} == {'cIoU'}


@pytest.mark.parametrize(
    ('kwargs', 'message'),
    [
        (dict(metric=['mIoU']), 'metric mIoU; want one of cIoU, AUC'),
        (
            dict(floors=['wall']),
            'floor wall; want one of random, ones, centre',
        ),
        (dict(protocol='x'), "protocol 'x'; want one of oya"),
        (dict(protocols=['oya', 'x']), "protocol 'x'; want one of oya"),
        (dict(protocols=['oya', 'oya']), 'without repetitions'),
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
    with pytest.raises(ValueError, match='want the same maps'):
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


@pytest.mark.parametrize('protocol', ['twostage', 'sslalign_is3'])
def test_a_protocol_that_does_not_score_a_clip_is_refused(protocol):
    good, other, negative = clip('good'), clip('other'), clip('negative')
    good.set_metainfo(dict(group='one'))
    other.set_metainfo(dict(kind='union'))
    negative.set_metainfo(dict(kind='negative'))
    scores = evaluate([good, negative], protocol=protocol)
    assert 'localization/cIoU' in scores
    message = f'{protocol} scores clips .* only; clip other is of the kind'
    with pytest.raises(ValueError, match=message):
        evaluate([good, other], protocols=['oya', protocol])


def test_empty_truths_are_counted_among_visible_clips(monkeypatch):
    printed = []
    monkeypatch.setattr(
        'mmavloc.evaluation.metrics.consensus_iou.print_log',
        lambda text, **kwargs: printed.append(text),
    )
    outside, good, negative = clip('a'), clip('b'), clip('c')
    outside.boxes = outside.boxes + 2
    negative.set_metainfo(dict(kind='negative'))
    evaluate([outside, good, negative])
    assert printed[0].startswith('1 of 2 clips have an empty consensus map')


def test_floors():
    assert np.array_equal(random_map('a', 3, 4), random_map('a', 3, 4))
    assert not np.array_equal(random_map('a', 3, 4), random_map('b', 3, 4))
    assert np.array_equal(ones_map(2, 3), np.ones((2, 3)))
    blob = centre_map(5, 7)
    assert np.unravel_index(blob.argmax(), blob.shape) == (2, 3)
    assert np.allclose(blob, blob[::-1, ::-1])


def test_damaged_results_are_named(tmp_path):
    (tmp_path / 'r.json').write_text('{"test": {"localization/cIoU": {"val')
    with pytest.raises(ValueError, match=r'r\.json: not a results file'):
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


def test_top_k_of_equal_and_of_nan_scores():
    metric = TopKAccuracy(k=(1, 3))
    metric.process({}, [dict(pred_scores=torch.zeros(4), label=1)])
    assert metric.evaluate(1) == {'accuracy/top1': 0, 'accuracy/top3': 0}
    with pytest.raises(ValueError, match='NaN or infinite; its training has'):
        metric.process(
            {}, [dict(pred_scores=torch.full((4,), torch.nan), label=1)]
        )
