"""Two systems on the same clips."""

import numpy as np
import pytest

from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.compare import compare_files, scores_of
from mmavloc.evaluation.results.files import write_json


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
    with pytest.raises(ValueError, match='1 clips are in only one of'):
        compare_files(a, saved(tmp_path / 'c.json', 1, n=31))
    nothing = saved(tmp_path / 'd.json', 0, **{'0': None})
    found = scores_of(read_clip_table(nothing))
    assert found['lvs', 'cIoU_tau']['0'] == 0


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
    for version, said in (
        (3, 'other data, or SoundingShapes before version 3'),
        (4, 'version 4 of SoundingShapes'),
    ):
        cells = {'localization/cIoU': cell | {'world': 3}}
        write_json(tmp_path / 'a.json', {'test': cells})
        other = cell | ({} if version == 3 else {'world': version})
        write_json(tmp_path / 'b.json', {'test': {'localization/cIoU': other}})
        with pytest.raises(ValueError, match=f'on {said}; want'):
            compare_files(tmp_path / 'a.json', tmp_path / 'b.json')
    write_json(tmp_path / 'b.json', {'test': {'localization/cIoU': cell}})
    write_json(tmp_path / 'a.json', {'test': {'localization/cIoU': cell}})
    (tmp_path / 'b.clips.json').unlink()
    with pytest.raises(
        FileNotFoundError, match='no such file of per-clip values'
    ):
        compare_files(tmp_path / 'a.json', tmp_path / 'b.json')
    (tmp_path / 'b.json').write_text('[]')
    with pytest.raises(ValueError, match='not a results file'):
        compare_files(tmp_path / 'a.json', tmp_path / 'b.json')
    with pytest.raises(FileNotFoundError, match='no such results'):
        read_clip_table(tmp_path / 'none.json')
