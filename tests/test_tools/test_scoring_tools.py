"""The tools that score and compare what is saved."""

import json
import runpy

import numpy as np
import pytest

from tests.paths import REPO

from .conftest import run_tool


def write_clips(folder, n=6):
    rng = np.random.default_rng(0)
    maps = {f'{i}': rng.random((7, 7)) for i in range(n)}
    clips = {
        name: dict(
            boxes=[[20, 30, 120, 200], [40, 50, 140, 220]],
            unit='pixel256',
            kind='consensus',
        )
        for name in maps
    }
    np.savez(folder / 'maps.npz', **maps)
    (folder / 'boxes.json').write_text(json.dumps(clips))
    return maps, clips


def test_score_and_compare(tmp_path):
    maps, clips = write_clips(tmp_path)
    given = ['--annotations', tmp_path / 'boxes.json']
    said = run_tool(
        *('tools/score_maps.py', '--maps', tmp_path / 'maps.npz', *given),
        *('--protocol', 'mmavloc,lvs', 'ezvsl', '--out', tmp_path / 'a.json'),
        *('--metric', 'pointing'),
    )
    assert 'mmavloc' in said and 'ezvsl' in said and 'pointing game' in said
    found = json.loads((tmp_path / 'a.json').read_text())
    assert list(found) == ['mmavloc', 'lvs', 'ezvsl']
    summary = found['lvs']['summary']['consensus']
    assert summary['n'] == 6
    assert summary['mean_ciou'] == np.mean(
        list(found['lvs']['per_sample'].values())
    )
    assert 0 <= summary['pointing'] <= 1
    low, high = found['lvs']['intervals']['consensus']['auc']
    assert low <= summary['auc'] <= high
    folder = tmp_path / 'folder'
    folder.mkdir()
    for name, heat in maps.items():
        np.save(folder / f'{name}.npy', heat.T)
    run_tool(
        *('tools/score_maps.py', '--maps', folder, *given),
        *('--protocol', 'lvs', '--out', tmp_path / 'b.json'),
    )
    said = run_tool(
        *('tools/compare.py', tmp_path / 'a.json', tmp_path / 'b.json'),
        *('--score', 'cIoU_tau', '--out', tmp_path / 'c.json'),
    )
    assert 'cIoU_tau' in said
    cell = json.loads((tmp_path / 'c.json').read_text())['lvs']['cIoU_tau']
    assert set(cell) == {
        *('value', 'low', 'high', 'p', 'n', 'first', 'second')
    }
    said = run_tool(
        *('tools/compare.py', tmp_path / 'a.json', tmp_path / 'none.json'),
        fails=True,
    )
    assert 'no such results' in said and 'Traceback' not in said


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Call score_maps with options and return its one sentence."""

    def call(*options):
        given = {
            '--maps': tmp_path / 'maps.npz',
            '--annotations': tmp_path / 'boxes.json',
        }
        given |= dict(zip(options[::2], options[1::2], strict=True))
        argv = [w for pair in given.items() for w in pair]
        monkeypatch.setattr('sys.argv', ['score_maps.py', *map(str, argv)])
        with pytest.raises(SystemExit) as found:
            runpy.run_path(
                str(REPO / 'tools/score_maps.py'), run_name='__main__'
            )
        # argparse writes its own sentence to the error stream
        return capsys.readouterr().err + str(found.value)

    return call


def test_bad_maps_are_one_sentence(tmp_path, refused):
    maps, clips = write_clips(tmp_path)
    maps['3'][0, 0] = np.nan
    np.savez(tmp_path / 'nan.npz', **maps)
    del maps['3']
    np.savez(tmp_path / 'few.npz', **maps)
    maps |= {'3': np.zeros((7, 7)), '6': np.zeros((7, 7))}
    np.savez(tmp_path / 'many.npz', **maps)
    for file, message in (
        ('nan.npz', 'the map of clip 3 has 1 of 49 values'),
        ('few.npz', '1 clips have no map, the first is 3'),
        ('many.npz', '1 clips have no annotation, the first is 6'),
        ('none.npz', 'no such file or folder'),
    ):
        assert message in refused('--maps', tmp_path / file)
    said = refused('--maps', tmp_path / 'maps.npz', '--objects', tmp_path)
    assert 'holds no map' in said


@pytest.mark.parametrize(
    ('option', 'value', 'message'),
    [
        (
            '--protocol',
            'nobodys',
            "unknown protocol 'nobodys'; want one of oya",
        ),
        ('--protocol', ',', 'protocols none; want at least one'),
        ('--metric', 'half', 'unknown metric half; want one of cIoU'),
        ('--batch-size', '0', '--batch-size 0: want at least 1'),
        ('--seed', '-1', '--seed -1: want at least 0'),
        ('--device', 'tpu9', "'tpu9' is not available"),
        ('--out', '.', '--out .: is a folder; want the path of a file'),
        ('--out', 'setup.py/x.json', 'cannot be written (File exists)'),
    ],
)
def test_bad_options_are_one_sentence(
    option, value, message, tmp_path, refused, monkeypatch
):
    write_clips(tmp_path)
    monkeypatch.chdir(REPO)
    assert message in refused(option, value)


def test_negative_audio(tmp_path):
    maps, clips = write_clips(tmp_path)
    quiet = {name: heat - 0.5 for name, heat in maps.items()}
    np.savez(tmp_path / 'silence.npz', **quiet)
    command = (
        *('tools/score_negative_audio.py', '--maps', tmp_path / 'maps.npz'),
        *('--annotations', tmp_path / 'boxes.json', '--negatives'),
    )
    said = run_tool(
        *(*command, f'silence={tmp_path / "silence.npz"}', '--held-out'),
        *(tmp_path / 'silence.npz', '--out', tmp_path / 'n.json'),
    )
    assert 'silence pia' in said and 'f_loc' in said
    assert 'use `mmavloc score_maps --negatives' in said
    summary = json.loads((tmp_path / 'n.json').read_text())['summary']
    assert summary['n'] == 6 and summary['silence']['pia'] < 0.2
    said = run_tool(
        *command, tmp_path / 'silence.npz', '--threshold', 0.5, fails=True
    )
    assert 'want KIND=FILE.npz' in said and 'Traceback' not in said


def test_benchmark_runs():
    said = run_tool(
        *('tools/benchmark_scoring.py', '--number', 40, '--repeats', 1)
    )
    assert 'use `mmavloc benchmark --parts scoring`' in said
    assert 'maps/s' in said and 'a plain loop' in said
