"""Long chores: what is done is kept, what was killed goes on."""

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
    """A tool that says when it works and leaves a file, or fails."""
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


def test_what_is_done_is_not_done_again(tools):
    chore = [step(tools, 'a'), step(tools, 'b', product=False)]
    run_stages(chore, tools)
    run_stages(chore, tools)
    assert times(tools, 'a') == 1
    assert times(tools, 'b') == 2, 'it finds out by itself'
    assert 'test 1/2' in (tools / 'a.log').read_text()


def test_a_failed_step_is_named_and_tried_again(tools):
    chore = [step(tools, 'a'), step(tools, 'b', 'fail')]
    with pytest.raises(ValueError, match=r'make.py failed .* in .*b\.log'):
        run_stages(chore, tools)
    assert 'no luck' in (tools / 'b.log').read_text()
    with pytest.raises(ValueError, match='failed'):
        run_stages(chore, tools)
    assert (times(tools, 'a'), times(tools, 'b')) == (1, 2)
    with pytest.raises(ValueError, match='ended well and left no'):
        run_stages([step(tools, 'c', 'nothing')], tools)


def test_another_command_s_product_is_not_taken_for_ours(tools):
    run_stages([step(tools, 'a')], tools)
    with pytest.raises(ValueError, match='belongs to another command'):
        run_stages([step(tools, 'a', 'other')], tools)
    (tools / 'b').write_text('from somewhere')
    with pytest.raises(ValueError, match='no record says what made it'):
        run_stages([step(tools, 'b')], tools)
    assert (tools / 'b').read_text() == 'from somewhere'


def test_options_that_change_nothing_are_not_noted(tools):
    run_stages([step(tools, 'a')], tools)
    run_stages([step(tools, 'a', '--no-val')], tools)
    assert times(tools, 'a') == 1


def test_one_process_at_a_time(tools, monkeypatch):
    monkeypatch.setattr(atomic, 'LOCK_WAIT', 0)
    with (
        atomic.locked(tools / 'w'),
        pytest.raises(OSError, match='another process is at work'),
    ):
        run_stages([step(tools, 'a')], tools / 'w')
    run_stages([step(tools, 'a')], tools / 'w')


@pytest.mark.skipif(sys.platform != 'linux', reason='Linux ends the tool')
def test_a_killed_chore_takes_its_tool_along(tmp_path):
    """And its lock: the next one can begin at once."""
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
        "chore = [stages.Stage('s', tool, root / 'x', root / 'log')]\n"
        "stages.run_stages(chore, root / 'w')\n"
    )
    chore = subprocess.Popen([sys.executable, '-c', code], cwd=REPO)
    deadline = time.monotonic() + 60
    while not (mark.is_file() and mark.read_text()):
        assert chore.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    chore.send_signal(signal.SIGKILL)
    chore.wait()
    with atomic.locked(tmp_path / 'w'):
        pid = int(mark.read_text())
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            # Orphans may stay as zombies where nobody collects them.
            with open(f'/proc/{pid}/stat') as stat:
                if stat.read().rsplit(')', 1)[1].split()[0] == 'Z':
                    return
            time.sleep(0.05)
        raise AssertionError('the tool outlived the chore')
