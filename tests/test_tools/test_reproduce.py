"""tools/reproduce.py and tools/make_figures.py, as users run them."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from tests.paths import REPO

from .conftest import run_tool

TABLE = [
    *(REPO / 'tools/reproduce.py', 'table5', '--dataset', 'sounding_shapes'),
    *('--short', '--only', 'pretrained_1k'),
]


@pytest.fixture(scope='module')
def killed(tmp_path_factory):
    """Begin a table in an empty folder and kill it in its first training."""
    cwd = tmp_path_factory.mktemp('cwd')
    work = cwd / 'work_dirs/reproduce/sounding_shapes_short'
    begun = work / 'seed0/classifier/last.pth.command.json'
    process = subprocess.Popen(
        [sys.executable, *map(str, TABLE)], cwd=cwd, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 300
    while not begun.is_file():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return cwd, work


@pytest.fixture(scope='module')
def table(killed):
    cwd, work = killed
    said = run_tool(*TABLE, cwd=cwd, fails=True)
    assert 'use --resume to continue it' in said and 'Traceback' not in said
    run_tool(*TABLE, '--resume', cwd=cwd)
    return cwd, work


def test_a_killed_table_is_finished(table):
    cwd, work = table
    rows = json.loads((work / 'table5.json').read_text())['table5']
    ours = [row for row in rows if row['ours']]
    assert {row['map'] for row in ours} == {'localization', 'potential', 'gap'}
    for row in ours:
        assert row['paper'] and row['ours']['cIoU']['n'] == 24
    potential = next(row for row in ours if row['map'] == 'potential')
    assert potential['ours']['half_acc']['value'] == 50
    assert '| not run |' in (work / 'table5.md').read_text()
    assert (work / 'table5.csv').read_text().startswith('label,')


def test_what_is_there_is_not_run_again(table):
    cwd, work = table
    results = work / 'seed0/pretrained_1k/concat.json'
    before = results.stat().st_mtime_ns
    said = run_tool(*TABLE, cwd=cwd)
    assert 'seed 0: ' not in said
    assert results.stat().st_mtime_ns == before
    results.with_suffix('.kept').write_bytes(results.read_bytes())
    results.write_text('{"concat": ')
    said = run_tool(*TABLE, cwd=cwd, fails=True)
    assert (
        'concat.json: not a results file' in said and 'Traceback' not in said
    )
    assert results.read_text() == '{"concat": '
    results.write_bytes(results.with_suffix('.kept').read_bytes())


def test_figures(table, tmp_path):
    cwd, work = table
    run = work / 'seed0/pretrained_1k/last.pth'
    classifier = work / 'seed0/classifier/last.pth'
    data = cwd / 'data/sounding_shapes_short'
    config = REPO / 'configs/sounding_shapes_pretrained.py'
    for number, extra in (
        (
            3,
            [
                *(
                    '--saliency',
                    REPO / 'configs/grad_cam/saliency_sounding_shapes.py',
                ),
                *('--classifier', classifier),
                *('--class-names', data / 'classes/names.txt'),
            ],
        ),
        (5, ['--data', REPO / 'configs/data/type_ab_sounding_shapes.py']),
        (
            6,
            [
                *('--data', REPO / 'configs/data/concat_sounding_shapes.py'),
                # as many as the short table drew
                *('--cfg-options', 'test_dataloader.dataset.num_samples=24'),
            ],
        ),
    ):
        out = tmp_path / f'{number}.png'
        said = run_tool(
            *(REPO / 'tools/make_figures.py', config, run, '--figure', number),
            *('--out', out, '--data-root', data, '--rows', 2, *extra),
        )
        assert f'{number}.png: ' in said
        with Image.open(out) as picture:
            assert np.asarray(picture).std() > 20
    said = run_tool(
        *(REPO / 'tools/make_figures.py', config, run, '--figure', 6),
        *('--out', tmp_path / 'x.png', '--data-root', data),
        fails=True,
    )
    assert 'two clips side by side' in said and 'Traceback' not in said


@pytest.mark.parametrize(
    ('argv', 'message'),
    [
        (['table9'], 'invalid choice'),
        (['table1', '--only', 'nothing'], 'nothing matches no run of table1'),
        (['table1', '--short'], '--short needs --dataset sounding_shapes'),
    ],
)
def test_bad_arguments(argv, message, tmp_path):
    said = run_tool(
        REPO / 'tools/reproduce.py', *argv, cwd=tmp_path, fails=True
    )
    assert message in said and 'Traceback' not in said
