"""The paper's tables: numbers and claims."""

import json

import numpy as np
import pytest

from mmavloc.evaluation.results.clip_table import Clip, ClipTable
from mmavloc.evaluation.results.clip_values import CLIP_METRICS
from mmavloc.evaluation.results.files import results_markdown, write_json
from mmavloc.evaluation.results.summary import summarise
from mmavloc.formats.world import VERSION
from studies import (
    TABLES,
    check_results,
    needed,
    paper,
    plan,
    render,
    sounding_shapes,
    write_tables,
)
from studies.plan import EQ6, MAIN, folder, unsup
from tests.paths import REPO

HALVES = ('left', 'right')
MAPS = ('random', 'centre', 'localization', 'potential', 'attention')


def table_of(clips):
    """Build a clip table, in percent, from id -> map -> metric -> value."""
    table = ClipTable(in_percent=True)
    for name, maps in clips.items():
        values = {
            (key, 'oya'): {m: np.array([v]) for m, v in metrics.items()}
            for key, metrics in maps.items()
        }
        table.add([Clip(name)], values)
    return table


def write_results(
    path, splits, seed=0, lift=0.0, maps=MAPS, n=12, version=VERSION
):
    """Write the files of tools/test.py for clips with synthetic scores."""
    rng = np.random.default_rng(seed)
    clips = {
        split: {
            f'{split}_{i:06d}': {
                name: {
                    metric: float(rng.integers(0, 2) * 50 + lift * (k > 1))
                    for metric in CLIP_METRICS
                    if metric != 'half_acc' or split == 'concat'
                }
                for k, name in enumerate(maps)
            }
            for i in range(n)
        }
        for split in splits
    }
    results = {
        s: {
            key: cell | {'world': version}
            for key, cell in summarise(table_of(c), CLIP_METRICS).items()
        }
        for s, c in clips.items()
    }
    write_json(path.with_suffix('.clips.json'), clips)
    write_json(path, results)
    return clips


@pytest.fixture
def dataset(tmp_path):
    return sounding_shapes(str(tmp_path / 'data'))


def test_printed_gaps_are_differences_of_printed_scores():
    for table in (paper.TABLE4, paper.TABLE5):
        for maps in table.values():
            loc, pot = np.array(maps['localization']), maps['potential']
            assert np.allclose(loc - pot, maps['gap'])


def test_tables_show_the_paper_s_numbers_next_to_ours(dataset, tmp_path):
    clips = {}
    for seed in (0, 1):
        out = folder(tmp_path, seed, unsup('denovo', '10k'))
        clips[seed] = write_results(out / 'concat.json', ['concat'], seed)
    page = write_tables(dataset, tmp_path, [0, 1], ['table5'])
    rows = json.loads((tmp_path / 'table5.json').read_text())['table5']
    row = next(
        r
        for r in rows
        if r['label'].startswith('de novo, 2400') and r['map'] == 'gap'
    )
    assert row['paper'] == [6.1, 4.5]
    cell = row['ours']['half_acc']
    assert (cell['n'], cell['protocol'], cell['seeds']) == (12, 'oya', 2)
    values = [
        np.mean(
            [
                clips[s]['concat'][i]['localization']['half_acc']
                - clips[s]['concat'][i]['potential']['half_acc']
                for s in (0, 1)
            ]
        )
        for i in clips[0]['concat']
    ]
    assert cell['value'] == pytest.approx(np.mean(values))
    assert cell['low'] <= cell['value'] <= cell['high']
    text = page.read_text()
    assert '| de novo, 2400 clips (paper: 10k) | gap | 6.1 / 4.5 |' in text
    assert '| not run |' in text
    assert '| `denovo_10k` | `concat` (0, 1) |' in text
    assert 'Not run: `pretrained_1k`, ' in text
    assert render(json.loads((tmp_path / 'results.json').read_text())) == text
    csv = (tmp_path / 'table5.csv').read_text().splitlines()
    assert csv[0].startswith('label,map,metric,paper,value,low,high,n')
    assert sum('half_acc' in line for line in csv) == 3


def test_seeds_must_have_the_same_clips(dataset, tmp_path):
    for seed in (0, 1):
        out = folder(tmp_path, seed, 'supervised')
        write_results(out / 'test.json', ['test'], seed, n=5 + seed)
    with pytest.raises(ValueError, match='every seed needs the same test'):
        write_tables(dataset, tmp_path, [0, 1], ['table2'])


def test_a_truncated_results_file_is_named_and_not_overwritten(
    dataset, tmp_path
):
    steps = plan(dataset, tmp_path, [0], needed(['table2']))
    out = folder(tmp_path, 0, 'supervised') / 'test.json'
    out.parent.mkdir(parents=True)
    step = next(s for s in steps if s.product == out)
    step.record.write_text(json.dumps(step.recorded_command))
    out.write_text('{"test": {"localiz')
    with pytest.raises(ValueError, match=r'test\.json: not a results file'):
        check_results(steps)
    assert out.read_text() == '{"test": {"localiz'


@pytest.mark.parametrize('version', [None, 2, VERSION + 1])
def test_results_on_another_version_are_in_no_table(
    dataset, tmp_path, version
):
    """Neither beside others, nor alone, nor taken for done."""
    steps = plan(dataset, tmp_path, [0], needed(['table2']))
    out = folder(tmp_path, 0, 'supervised') / 'test.json'
    step = next(s for s in steps if s.product == out)
    write_results(out, ['test'], version=version)
    step.record.write_text(json.dumps(step.recorded_command))
    said = r'test\.json was computed on .*, and wanted are results on version'
    with pytest.raises(ValueError, match=said):
        check_results(steps, dataset.version)
    with pytest.raises(ValueError, match=said):
        write_tables(dataset, tmp_path, [0], ['table2'])
    assert not (tmp_path / 'table2.md').exists()
    if version:  # of SoundingShapes, in a table of other data
        with pytest.raises(ValueError, match='results on other data'):
            check_results(steps)


def test_a_checkpoint_of_another_version_is_in_no_table(dataset, tmp_path):
    out = folder(tmp_path, 0, 'supervised') / 'test.json'
    write_results(out, ['test'])
    results = json.loads(out.read_text())
    for cell in results['test'].values():
        cell['trained_world'] = VERSION - 1
    write_json(out, results)
    said = (
        rf'test\.json is of a checkpoint .* trained on version {VERSION - 1}'
    )
    with pytest.raises(ValueError, match=said):
        write_tables(dataset, tmp_path, [0], ['table2'])
    assert not (tmp_path / 'table2.md').exists()
    # a table of one run says so
    assert f'trained on version {VERSION - 1}' in results_markdown(
        results, 'cIoU'
    )


def test_claims_are_held_open_or_not_run(dataset, tmp_path):
    for seed in (0, 1):
        for init in paper.INITS:
            for size, lift in (('1k', 0.0), ('144k', 30.0)):
                out = folder(tmp_path, seed, unsup(init, size))
                write_results(out / 'concat.json', ['concat'], 1)
                write_results(out / 'test.json', ['test'], 1, lift)
                without = folder(tmp_path, seed, unsup(init, size, True))
                write_results(without / 'test.json', ['test'], 1)
    types = folder(tmp_path, 0, MAIN) / 'types.json'
    write_results(types, ['type_a', 'type_b'], 3)
    published = folder(tmp_path, 1, EQ6) / 'test.json'
    write_results(published, ['test'], 1, 30.0)
    p = np.full((2, 2), 0.25)
    maps = {f'concat/{i}:{h}/potential': p for i in 'ab' for h in HALVES}
    maps['concat/b:right/potential'] = np.array([[0.26, 0.24], [0.25, 0.25]])
    np.savez(folder(tmp_path, 0, MAIN) / 'concat.npz', **maps)
    # a seed of which nothing was run yet counts for nothing
    write_tables(dataset, tmp_path, [0, 1, 2], ['claims'])
    claims = json.loads((tmp_path / 'claims.json').read_text())['claims']
    assert {c['number'] for c in claims} == set(range(1, 13))
    found = {c['measured']: c for c in claims}
    without = 'alpha on test, whole system minus P held constant, '
    large = found[f'{without}pretrained, 6000 clips']
    assert large['verdict'] == 'held' and large['seeds'] == 2
    assert (claims[0]['value'], claims[0]['verdict']) == (50, 'not held')
    assert found[f'{without}pretrained, 240 clips']['verdict'] == 'open'
    missing = found[f'{without}pretrained, 600 clips']
    assert missing['verdict'] == 'not run' and 'value' not in missing
    assert found['gap on type B minus type A']['seeds'] == 1
    assert found['shape of s for 2 and 4 seconds']['verdict'] == 'held'
    assert '| held |' in (tmp_path / 'claims.md').read_text()
    page = (tmp_path / 'results.md').read_text()
    assert 'protocol `oya`' in page and (tmp_path / 'curves.png').is_file()
    beside = json.loads((tmp_path / 'results.json').read_text())['beside']
    assert {(row['run'], row['split']) for row in beside} == {(EQ6, 'test')}
    gap = [row for row in beside if row['map'] == 'gap']
    assert len(gap) == 1 and gap[0]['seeds'] == 1
    both = {row['map']: row['value'] for row in beside}
    assert gap[0]['value'] == pytest.approx(
        both['localization'] - both['potential']
    )
    assert '| Eq. 6 as published, and all else equal | test | gap |' in page


def test_the_page_of_results_matches_its_json():
    content = json.loads((REPO / 'docs/results.json').read_text())
    assert render(content) == (REPO / 'docs/results.md').read_text()
    assert set(content['tables']) <= set(TABLES)
