"""Long jobs: finished stages are kept, killed ones continue."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mmavloc.formats import atomic
from studies import pipeline as stages
from studies.pipeline import Stage, run_stages
from tests.paths import REPO


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """A tool that prints its progress and writes a file, or fails."""
    folder = tmp_path / 'tools'
    folder.mkdir()
    (folder / 'make.py').write_text(
        'import sys, pathlib\n'
        "print('test 1/2 left 1 s')\n"
        'out = pathlib.Path(sys.argv[1])\n'
        "with out.with_suffix('.times').open('a') as f: f.write('x')\n"
        "if 'fail' in sys.argv: sys.exit('no luck')\n"
        "if 'nothing' not in sys.argv: out.write_text('made')\n"
    )
    monkeypatch.setattr(stages, 'TOOLS', folder)
    return tmp_path


def step(root, name, *extra, product=True):
    out = root / name
    return Stage(
        name=name,
        command=['make.py', str(out), *extra],
        product=out if product else None,
        log=root / f'{name}.log',
    )


def times(root, name):
    return len((root / name).with_suffix('.times').read_text())


def test_finished_stages_are_skipped(tools):
    job = [step(tools, 'a'), step(tools, 'b', product=False)]
    run_stages(job, tools)
    run_stages(job, tools)
    assert times(tools, 'a') == 1
    assert times(tools, 'b') == 2, 'it checks by itself'
    assert 'test 1/2' in (tools / 'a.log').read_text()


def test_a_failed_stage_is_named_and_run_again(tools):
    job = [step(tools, 'a'), step(tools, 'b', 'fail')]
    with pytest.raises(ValueError, match=r'make.py failed .* in .*b\.log'):
        run_stages(job, tools)
    assert 'no luck' in (tools / 'b.log').read_text()
    with pytest.raises(ValueError, match='failed'):
        run_stages(job, tools)
    assert (times(tools, 'a'), times(tools, 'b')) == (1, 2)
    with pytest.raises(ValueError, match='did not write'):
        run_stages([step(tools, 'c', 'nothing')], tools)


def test_the_product_of_another_command_is_refused(tools):
    run_stages([step(tools, 'a')], tools)
    with pytest.raises(ValueError, match='belongs to another command'):
        run_stages([step(tools, 'a', 'other')], tools)
    (tools / 'b').write_text('from somewhere')
    with pytest.raises(ValueError, match='no record of the command'):
        run_stages([step(tools, 'b')], tools)
    assert (tools / 'b').read_text() == 'from somewhere'


def test_options_that_change_no_product_are_not_recorded(tools):
    run_stages([step(tools, 'a')], tools)
    run_stages([step(tools, 'a', '--no-val')], tools)
    assert times(tools, 'a') == 1


def test_one_process_at_a_time(tools, monkeypatch):
    monkeypatch.setattr(atomic, 'LOCK_WAIT', 0)
    with (
        atomic.locked(tools / 'w'),
        pytest.raises(OSError, match='another process is using'),
    ):
        run_stages([step(tools, 'a')], tools / 'w')
    run_stages([step(tools, 'a')], tools / 'w')


@pytest.mark.skipif(sys.platform != 'linux', reason='Linux ends the tool')
def test_a_killed_job_ends_its_tool(tmp_path):
    """The lock is released too, so the next job can begin at once."""
    mark = tmp_path / 'pid'
    (tmp_path / 'sleep.py').write_text(
        'import os, pathlib, sys, time\n'
        'pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\n'
        'time.sleep(60)\n'
    )
    code = (
        'from pathlib import Path\n'
        'from studies import pipeline as stages\n'
        f"stages.TOOLS = root = Path('{tmp_path}')\n"
        "tool = ['sleep.py', str(root / 'pid')]\n"
        "job = [stages.Stage('s', tool, root / 'x', root / 'log')]\n"
        "stages.run_stages(job, root / 'w')\n"
    )
    job = subprocess.Popen([sys.executable, '-c', code], cwd=REPO)
    deadline = time.monotonic() + 60
    while not (mark.is_file() and mark.read_text()):
        assert job.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    job.send_signal(signal.SIGKILL)
    job.wait()
    with atomic.locked(tmp_path / 'w'):
        pid = int(mark.read_text())
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            # An orphan stays a zombie if no process waits for it.
            with open(f'/proc/{pid}/stat') as stat:
                if stat.read().rsplit(')', 1)[1].split()[0] == 'Z':
                    return
            time.sleep(0.05)
        raise AssertionError('the tool still runs after its job was killed')
