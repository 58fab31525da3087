"""Scoring in bounded memory, and what bad input does to it."""

import json
import math

import numpy as np
import pytest

from mmavloc.evaluation.compare import compare_files, read_clips
from mmavloc.evaluation.negative_audio import (
    negative_audio_report,
    threshold_of,
)
from mmavloc.evaluation.protocols import PROTOCOLS, get_protocol
from mmavloc.evaluation.scorer import MapScorer
from mmavloc.evaluation.truth import Truth
from mmavloc.utils.map_files import MapFile, check_same, read_truths
from mmavloc.utils.results import write_json

BOX = np.array([[0.1, 0.2, 0.6, 0.7]])


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
    awkward = [np.zeros((7, 7)), np.full((7, 7), -0.3), np.ones((7, 7))]
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
    with pytest.raises(ValueError, match='want each of them once'):
        MapScorer(protocols=['lvs', 'lvs'])
    with pytest.raises(ValueError, match="unknown protocol 'x'"):
        MapScorer(protocols=['x'])
    scorer = MapScorer(protocols=['twostage'])
    scorer.add('a', np.eye(3), truth('union'))
    with pytest.raises(ValueError, match='twostage scores clips of the kinds'):
        scorer.report()


def good(**changes):
    clip = dict(boxes=[[1, 2, 100, 200]], unit='pixel256', kind='consensus')
    return {'ok': dict(clip), 'bad': clip | changes}


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        ([], 'a list of 0'),
        ({'bad': 3}, 'clip bad has a int'),
        (good(kind='x'), "clip bad has the kind 'x'"),
        (good(unit='inch'), "clip bad has the unit 'inch'"),
        (good(boxes=[[1, 2, 3]]), 'clip bad has boxes that are no n x 4'),
        (good(boxes=[[1, 2, 3, 'x']]), 'clip bad has boxes that are no n'),
        (good(boxes=[[1, 2, 3, math.nan]]), 'clip bad has a box with a coo'),
        (good(boxes=[]), 'clip bad has 0 boxes and the kind consensus'),
        (good(kind='negative'), 'clip bad has 1 boxes and the kind negative'),
        (good(annotator=[0, 1]), 'clip bad has 1 boxes of 2 annotators'),
        (good(confidence=math.inf), 'clip bad has the confidence inf'),
    ],
)
def test_bad_annotations_are_named(content, message, tmp_path):
    path = tmp_path / 'a.json'
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=message):
        read_truths(path)


def test_annotations(tmp_path):
    path = tmp_path / 'a.json'
    with pytest.raises(FileNotFoundError, match='no such annotations'):
        read_truths(path)
    path.write_text('{')
    with pytest.raises(ValueError, match='no JSON'):
        read_truths(path)
    path.write_text(
        json.dumps(good(boxes=[[-5, 0, 64, 300]], annotator=['x']))
    )
    found = read_truths(path)['bad']
    assert found.boxes.tolist() == [[-5 / 256, 0, 0.25, 300 / 256]]
    assert found.annotators.tolist() == [0] and found.num_annotators == 1


def test_map_files(tmp_path):
    heat = np.random.default_rng(0).random((3, 4))
    np.savez(tmp_path / 'm.npz', a=heat, b=heat + 1)
    maps = MapFile(tmp_path / 'm.npz')
    assert sorted(maps) == ['a', 'b'] and len(maps) == 2 and 'a' in maps
    assert np.array_equal(maps.read('b'), heat + 1)
    (tmp_path / 'folder').mkdir()
    np.save(tmp_path / 'folder/x.npy', heat)
    assert np.array_equal(MapFile(tmp_path / 'folder').read('x'), heat)
    keys = ('s/a/localization', 's/a/potential', 't/a/localization')
    np.savez(tmp_path / 'r.npz', **dict.fromkeys(keys, heat))
    with pytest.raises(ValueError, match='holds the splits s, t'):
        MapFile(tmp_path / 'r.npz')
    assert list(MapFile(tmp_path / 'r.npz', split='s')) == ['a']
    with pytest.raises(ValueError, match='no map in it'):
        MapFile(tmp_path / 'r.npz', split='t', name='potential')
    with pytest.raises(FileNotFoundError, match='no such file or folder'):
        MapFile(tmp_path / 'none.npz')
    (tmp_path / 'x.npz').write_text('text')
    with pytest.raises(ValueError, match='no .npz file'):
        MapFile(tmp_path / 'x.npz')
    np.savez(tmp_path / 'o.npz', a=np.array([None]))
    with pytest.raises(ValueError, match='map of clip a cannot be read'):
        MapFile(tmp_path / 'o.npz').read('a')


def test_maps_and_annotations_of_the_same_clips():
    check_same(['a', 'b'], ['b', 'a'])
    with pytest.raises(ValueError, match='1 clips have no map, first b'):
        check_same(['a'], ['a', 'b'])
    with pytest.raises(ValueError, match='1 clips have no annotation, firs'):
        check_same(['a', 'b'], ['a'])


def saved(path, seed, n=30, **values):
    rng = np.random.default_rng(seed)
    per_sample = {f'{i}': rng.random() for i in range(n)} | values
    write_json(path, {'lvs': {'per_sample': per_sample}})
    return path


def test_comparing_saved_maps(tmp_path):
    a, b = saved(tmp_path / 'a.json', 0), saved(tmp_path / 'b.json', 1)
    found = compare_files(a, b)['lvs']
    assert set(found) == {'cIoU', 'AUC', 'cIoU_tau'}
    cell = found['cIoU_tau']
    assert cell['value'] == pytest.approx(cell['second'] - cell['first'])
    assert cell['low'] <= cell['value'] <= cell['high'] and cell['n'] == 30
    with pytest.raises(ValueError, match='1 clips are in one of'):
        compare_files(a, saved(tmp_path / 'c.json', 1, n=31))
    nothing = saved(tmp_path / 'd.json', 0, **{'0': None})
    assert read_clips(nothing)['lvs', 'cIoU_tau']['0'] == 0


def test_comparing_test_runs(tmp_path):
    cell = dict(value=1.0, low=0.0, high=2.0, n=2, protocol='oya')
    for name, shift in (('a', 0), ('b', 5)):
        path = tmp_path / f'{name}.json'
        other = cell | {'protocol': 'lvs'}
        keys = {'localization/cIoU': cell, 'localization/cIoU@lvs': other}
        write_json(path, {'test': keys | {'gap/cIoU': cell}})
        clips = {
            i: {'localization': {'cIoU': v + shift, 'cIoU@lvs': v}}
            for i, v in (('x', 10.0), ('y', 20.0))
        }
        write_json(path.with_suffix('.clips.json'), {'test': clips})
    found = compare_files(tmp_path / 'a.json', tmp_path / 'b.json')['test']
    assert found['localization/cIoU by oya']['value'] == 5
    assert found['localization/cIoU by lvs']['value'] == 0
    assert set(found) == {f'localization/cIoU by {p}' for p in ('oya', 'lvs')}
    with pytest.raises(ValueError, match='have no score in common'):
        compare_files(tmp_path / 'a.json', saved(tmp_path / 'c.json', 0))
    (tmp_path / 'b.clips.json').unlink()
    with pytest.raises(FileNotFoundError, match='no values of the clips'):
        compare_files(tmp_path / 'a.json', tmp_path / 'b.json')
    (tmp_path / 'b.json').write_text('[]')
    with pytest.raises(ValueError, match='no results'):
        compare_files(tmp_path / 'a.json', tmp_path / 'b.json')
    with pytest.raises(FileNotFoundError, match='no such results'):
        read_clips(tmp_path / 'none.json')


def test_negative_audio_report():
    rng = np.random.default_rng(0)
    protocol = get_protocol('mmavloc')
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
    with pytest.raises(ValueError, match='silence: 1 clips have a map under'):
        negative_audio_report(
            protocol,
            maps.items(),
            {i: truth('union') for i in ids},
            {'silence': list(quiet.items())[1:]},
            0.05,
        )
