import os
import signal
import subprocess
import sys
import time

import pytest

from mmavloc.cli import prepare_data as tool
from mmavloc.formats import atomic
from mmavloc.testing import write_image, write_sound
from tests.paths import REPO
from tests.preparing import STILL_AT, sums
from tests.videos import write_video


def argv_of(source, out, workers=2) -> list[str]:
    argv = ['folder', '--source', str(source), '--out', str(out)]
    return [*argv, '--workers', str(workers)]


def start(program, source, out) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *program, *argv_of(source, out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPO,
        start_new_session=True,
    )


@pytest.fixture(scope='module')
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp('source')
    for index in range(9):
        write_video(
            folder / f'{index}.mp4', size=(320, 240), seconds=9.0, frames=30
        )
    write_image(folder / 'a [bold]name.png')
    write_sound(folder / 'a [bold]name.wav')
    (folder / 'text\x1b[31m.mp4').write_text('no video')
    return folder


@pytest.fixture(scope='module')
def undisturbed(source, tmp_path_factory):
    out = tmp_path_factory.mktemp('whole') / 'out'
    tool.main(argv_of(source, out, workers=1))
    return sums(out)


def test_tells_what_came_out(source, undisturbed, tmp_path, capsys):
    out = tmp_path / 'out'
    tool.main(argv_of(source, out))
    said = capsys.readouterr().out
    assert '10 clips (10 in train.txt)' in said
    assert r'rejected: text\x1b[31m.mp4: cannot be read' in said
    assert sums(out) == undisturbed
    tool.main(argv_of(source, out))
    assert 'nothing to do, complete already' in capsys.readouterr().out


STALLED = ('-m', 'tests.stalled_prepare')


def begun(program, source, out, images) -> subprocess.Popen:
    """Start the tool, and return once it has made some pictures."""
    process = start(program, source, out)
    folder, end = out / 'image', time.monotonic() + 60
    while not folder.is_dir() or len(os.listdir(folder)) < images:
        assert time.monotonic() < end
        time.sleep(0.005)
    return process


def test_killed(source, undisturbed, tmp_path, capsys):
    out = tmp_path / 'out'
    process = begun(STALLED, source, out, STILL_AT)
    process.kill()
    process.communicate()
    assert not (out / 'prepared.json').exists()
    tool.main(argv_of(source, out))
    assert 'nothing to do' not in capsys.readouterr().out
    assert sums(out) == undisturbed
    assert not list(out.rglob('*.part'))


def test_interrupted(source, undisturbed, tmp_path):
    out = tmp_path / 'out'
    process = begun(STALLED, source, out, STILL_AT)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
    said = process.communicate()[0]
    assert process.returncode == 130
    assert 'the same command continues from here' in said
    assert 'Traceback' not in said
    assert not (out / 'prepared.json').exists()
    assert sums(out).items() < undisturbed.items()


def test_two_at_once(source, undisturbed, tmp_path, capsys):
    out = tmp_path / 'out'
    process = begun(['tools/prepare_data.py'], source, out, 1)
    tool.main(argv_of(source, out))
    assert 'nothing to do' in capsys.readouterr().out
    process.communicate()
    assert process.returncode == 0
    assert sums(out) == undisturbed


def test_refuses_a_folder_at_work(source, tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, 'LOCK_WAIT', 0)
    out = tmp_path / 'out'
    with (
        atomic.locked(out / '.work'),
        pytest.raises(SystemExit, match='another process is using'),
    ):
        tool.main(argv_of(source, out))


@pytest.mark.parametrize(
    ('argv', 'text'),
    [
        (['folder', '--source', 'nowhere'], 'no such folder'),
        (['vggss', '--source', '{source}'], 'vggss.json'),
        (['folder', '--source', '{out}'], 'no such folder'),
        (
            ['vggss', '--source', '{source}', '--metadata', 'no.json'],
            'no.json: no such file',
        ),
    ],
)
def test_mistakes_are_one_sentence(source, tmp_path, argv, text):
    out = str(tmp_path / 'out')
    argv = [word.format(source=source, out=out) for word in argv]
    with pytest.raises(SystemExit, match=text) as caught:
        tool.main([*argv, '--out', out])
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize('option', ['--workers', '--second', '--seconds'])
def test_numbers_that_cannot_be(source, tmp_path, option, capsys):
    with pytest.raises(SystemExit):
        tool.main([*argv_of(source, tmp_path / 'out'), option, '-1'])
    assert f'{option} -1: want' in capsys.readouterr().err


def test_nothing_usable_is_a_failure(tmp_path, capsys):
    source = tmp_path / 'source'
    source.mkdir()
    (source / 'a.mp4').write_bytes(b'')
    with pytest.raises(SystemExit, match='no clip could be made'):
        tool.main(argv_of(source, tmp_path / 'out'))
    assert 'rejected: a.mp4: a file of 0 bytes' in capsys.readouterr().out


def test_one_file(source, tmp_path, capsys):
    tool.main(argv_of(source / '0.mp4', tmp_path / 'out', workers=1))
    assert '1 clips (1 in train.txt)' in capsys.readouterr().out
    assert [p.name for p in (tmp_path / 'out/image').iterdir()] == ['0.jpg']


@pytest.mark.parametrize(
    ('name', 'said'),
    [
        ('a [bold]name.wav', 'audio only'),
        ('a [bold]name.png', 'pictures only'),
    ],
)
def test_one_file_that_is_half_a_clip(source, tmp_path, capsys, name, said):
    with pytest.raises(SystemExit, match='no clip could be made'):
        tool.main(argv_of(source / name, tmp_path / 'out', workers=1))
    assert said in capsys.readouterr().out


def test_one_file_is_no_benchmark(source, tmp_path):
    argv = ['vggss', '--source', str(source / '0.mp4'), '--out']
    with pytest.raises(SystemExit, match='0.mp4: a file; want the folder'):
        tool.main([*argv, str(tmp_path / 'out')])
