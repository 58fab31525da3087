"""What the field's released evaluators computed, number by number."""

import json

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    SIZE_NAMES,
    confidence_ap,
    f1_at,
    f1_list,
    precision_and_recall,
    size_bins,
    success_area,
)
from mmavloc.evaluation.protocols.table import PROTOCOLS
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.formats.map_files import MapFile, read_truths

NAMES = [name for name in PROTOCOLS if name != 'mmavloc']
# Means may move where a map that depends on rounding is among them.
LOOSE = ('mean_ciou', 'miou', 'mean_curve', 'auc_tau', 'miou_single_batch')


@pytest.fixture(scope='module')
def expected(golden_dir):
    return json.loads((golden_dir / 'expected.json').read_text())


def score(folder, names, ids=None):
    maps, things = (MapFile(folder / f) for f in ('maps.npz', 'objects.npz'))
    truths = read_truths(folder / 'annotations.json')
    scorer = MapScorer(protocols=names)
    for name in ids or truths:
        scorer.add(name, maps.read(name), truths[name], things.read(name))
    return scorer.report()


@pytest.fixture(scope='module')
def scored(golden_dir):
    return score(golden_dir, NAMES)


def test_none_is_left_out(expected):
    assert set(expected) == {*NAMES, 'slavc_scoring'}


@pytest.mark.parametrize('name', NAMES)
def test_each_clip(name, expected, scored):
    wanted, got = expected[name], scored[name]
    assert set(got['per_sample']) == set(wanted['per_sample'])
    tables = {'per_sample': (wanted['per_sample'], got['per_sample'])}
    for key, values in wanted.get('extra', {}).items():
        tables[key] = values, got['extra'][key]
    for key, (values, mine) in tables.items():
        assert set(values) == set(mine)
        loose, compared = wanted['rounding'].get(key, {}), 0
        for sample_id, value in values.items():
            tolerance = loose.get(sample_id, wanted['tolerance'])
            if tolerance is None:
                continue
            if value is None:
                assert mine[sample_id] is None
                continue
            compared += 1
            # oya's score at 0 depends on ties with the smallest value.
            first = 1 if key == 'curve' else 0
            worst = np.abs(
                np.atleast_1d(mine[sample_id]) - np.atleast_1d(value)
            )[first:].max()
            assert worst <= max(np.max(tolerance), 1e-6), (key, sample_id)
        assert compared >= 0.7 * len(values)


def assert_same(got, wanted, path):
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            if key != 'f1_printed':
                assert_same(got[key], value, (*path, key))
    elif isinstance(wanted, list):
        assert len(got) == len(wanted), path
        for i, (mine, value) in enumerate(zip(got, wanted, strict=True)):
            assert_same(mine, value, (*path, i))
    else:
        loose = any(key in LOOSE for key in path)
        assert got == pytest.approx(wanted, abs=1e-4 if loose else 1e-6), path


@pytest.mark.parametrize('name', NAMES)
def test_each_number_of_a_data_set(name, expected, golden_dir):
    for subset, stable in expected[name]['stable'].items():
        ids = stable['ids']
        if name == 'acl':  # its extended scores take every negative besides
            ids = ids + [f'n{i:02d}_0' for i in range(20)]
        found = score(golden_dir, [name], ids)[name]
        wanted = stable.get('summary', stable)
        assert_same(found['summary'][subset], wanted, (name, subset))


@pytest.mark.parametrize('case', range(3))
def test_scores_of_lists(case, expected):
    lists = expected['slavc_scoring']['cases'][case]
    wanted = lists['expected']
    ciou, confidence, area = (
        np.array(lists[key]) for key in ('ciou', 'confidence', 'area')
    )
    visible = np.array(lists['boxes']) > 0
    found = {'loc_acc': (ciou[visible] > 0.5).mean()}
    right = ciou >= 0.5
    thresholds, values = f1_list(visible, right, confidence)
    assert thresholds.tolist() == pytest.approx(wanted['f1_thresholds'])
    assert values.tolist() == pytest.approx(wanted['f1_list'])
    found['max_f1'] = values.max()
    found['f1_at_conf_half'] = f1_at(visible, right, confidence, [0.5])[0]
    parts = {'all': np.ones(len(ciou), bool), 'visible': visible}
    for size, name in enumerate(SIZE_NAMES):
        parts[name] = visible & (size_bins(area) == size)
    for name, rows in parts.items():
        curve = success_area(torch.from_numpy(ciou[rows & visible]))
        for percent in (50, 75):
            given = visible[rows], ciou[rows] >= percent / 100
            given = (*given, confidence[rows])
            key = f'{name}@{percent}'
            found[f'AP-{key}'] = confidence_ap(*given)
            found[f'AUC-{key}'] = curve.mean().item()
            everything = precision_and_recall(*given, [-1000])
            found[f'Precision-{key}'] = everything[0][0]
    for key, value in found.items():
        assert value == pytest.approx(wanted[key], abs=1e-9), key
    assert set(found) >= set(wanted) - {
        *('f1_thresholds', 'f1_list', 'f1_printed')
    }
