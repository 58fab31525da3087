import os
import subprocess
import sys

import pytest

from mmavloc.formats import atomic


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / 'new' / 'f.bin'
    with atomic.atomic_file(path) as file:
        file.write(b'half')
        assert not path.exists()
        file.write(b' and whole')
    assert path.read_bytes() == b'half and whole'
    assert [p.name for p in path.parent.iterdir()] == ['f.bin']


def test_what_was_there_survives_an_exception(tmp_path):
    path = tmp_path / 'f.txt'
    atomic.write_text(path, 'first, é')
    with pytest.raises(KeyError), atomic.atomic_file(path) as file:
        file.write(b'second')
        raise KeyError
    assert path.read_text(encoding='utf-8') == 'first, é'
    assert list(tmp_path.iterdir()) == [path]


def test_unfinished_files_lie_in_another_folder_on_request(tmp_path):
    (tmp_path / 'work').mkdir()
    with atomic.atomic_file(tmp_path / 'out/f', tmp_path / 'work'):
        assert len(list((tmp_path / 'work').glob('*.part'))) == 1
        assert not list((tmp_path / 'out').iterdir())
    assert (tmp_path / 'out/f').is_file()


def test_a_folder_that_is_none_is_an_oserror(tmp_path):
    (tmp_path / 'file').write_text('')
    with pytest.raises(OSError):
        atomic.write_bytes(tmp_path / 'file/below', b'')


def test_a_killed_process_releases_its_folder(tmp_path, monkeypatch):
    code = (
        'import os, sys; from mmavloc.formats.atomic import locked\n'
        'with locked(sys.argv[1]): print("held", flush=True); input()'
    )
    child = subprocess.Popen(
        [sys.executable, '-c', code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {'PYTHONPATH': os.pathsep.join(sys.path)},
    )
    assert child.stdout.readline() == b'held\n'
    monkeypatch.setattr(atomic, 'LOCK_WAIT', 0)
    with pytest.raises(OSError, match='another process is using'):  # noqa: SIM117
        with atomic.locked(tmp_path):
            pass
    child.kill()
    child.wait()
    monkeypatch.undo()
    with atomic.locked(tmp_path) as descriptor:
        assert isinstance(descriptor, int)


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path):
    path = tmp_path / ('x' * 255)
    atomic.write_bytes(path, b'content')
    assert path.read_bytes() == b'content'


def test_files_of_one_folder_may_be_open_together(tmp_path):
    with (
        atomic.atomic_file(tmp_path / 'a') as a,
        atomic.atomic_file(tmp_path / 'b') as b,
    ):
        a.write(b'A')
        b.write(b'B')
    assert (tmp_path / 'a').read_bytes() == b'A'
    assert (tmp_path / 'b').read_bytes() == b'B'
