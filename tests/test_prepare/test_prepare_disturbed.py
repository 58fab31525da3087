"""What disturbs a preparation: the disk, links, processes that die."""

import errno
import os
from pathlib import Path

import pytest

from mmavloc.prepare import (
    ClipSource,
    OutputError,
    check_folders,
    prepare_clip,
)
from mmavloc.prepare import clip as clip_module
from mmavloc.prepare.pool import run_jobs
from tests.preparing import FOLDER, in_process, run, sums


def test_full_disk(source, tmp_path, monkeypatch, quick):
    out = tmp_path / 'out'
    whole = tmp_path / 'whole'
    run(source, whole)
    rename = Path.replace

    def fail(path, target):
        if path.suffix == '.part' and path.read_bytes()[:2] == b'\xff\xd8':
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rename(path, target)

    monkeypatch.setattr(Path, 'replace', fail)
    with pytest.raises(OutputError, match='No space left.*run the same'):
        run(source, out)
    assert not list(out.rglob('*.jpg'))
    assert not list(out.rglob('*.part'))
    assert not (out / 'prepared.json').exists()
    monkeypatch.undo()
    monkeypatch.setattr('mmavloc.prepare.run.run_jobs', in_process([]))
    run(source, out)
    assert sums(out) == sums(whole)


@pytest.mark.parametrize('place', ['image', 'audio', '.work', '.work/.lock'])
def test_writes_through_no_link(source, tmp_path, place):
    out, far = tmp_path / 'out', tmp_path / 'far'
    out.mkdir()
    far.mkdir()
    (out / place).parent.mkdir(exist_ok=True)
    (out / place).symlink_to(far)
    with pytest.raises(ValueError, match=f'{place}: a link'):
        check_folders(source, out)


def test_replaces_linked_files(source, tmp_path, quick):
    out, far = tmp_path / 'out', tmp_path / 'far.jpg'
    far.write_bytes(b'precious')
    run(source, out)
    before = sums(out)
    for name in ('image/a.jpg', 'train.txt'):
        (out / name).unlink()
        (out / name).symlink_to(far)
    run(source, out)
    assert far.read_bytes() == b'precious'
    assert sums(out) == before


def test_folders_that_will_not_do(source, tmp_path):
    with pytest.raises(FileNotFoundError, match='no such folder'):
        check_folders(tmp_path / 'nowhere', tmp_path / 'out')
    for out in (source, tmp_path):
        with pytest.raises(ValueError, match='holds the source'):
            check_folders(source, out)
    foreign = tmp_path / 'foreign'
    foreign.mkdir()
    (foreign / 'thesis.tex').write_text('all of it')
    with pytest.raises(ValueError, match='did not make'):
        check_folders(source, foreign)
    with pytest.raises(ValueError, match='no folder'):
        check_folders(source, foreign / 'thesis.tex')


def test_output_inside_the_source(source, quick):
    out = source / 'prepared'
    first = run(source, out)
    assert len(first.records) == 2
    assert run(source, out).made == 0


def test_a_decoder_may_fail_in_any_way(source, tmp_path, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError('in a codec')

    monkeypatch.setattr(clip_module, 'read_sound', fail)
    clip = ClipSource('a', source / 'a.mp4', source / 'a.mp4')
    record = prepare_clip(clip, source, tmp_path, FOLDER)
    assert record['rejected'] == (
        'cannot be decoded (ZeroDivisionError: in a codec)'
    )


# What processes of the pool do; they import this module.


def double(number):
    return 2 * number


def die_of_three(number):
    if number == 3:
        os._exit(1)
    return number


def die_once(job):
    number, mark = job
    if number == 3 and not os.path.exists(mark):
        open(mark, 'w').close()
        os._exit(1)
    return number


def fail_of_three(number):
    if number == 3:
        raise OutputError('full')
    return number


def loop_at_three(number):
    while number == 3:
        pass
    return number


def dying_clip(clip, source, out, settings):
    if clip.id == 'a':
        os._exit(1)
    return prepare_clip(clip, source, out, settings)


def test_jobs_survive_their_processes(tmp_path):
    assert sorted(run_jobs(double, range(9), 2, None)) == list(range(0, 18, 2))
    messages: list[str] = []
    done = run_jobs(die_of_three, range(9), 2, lambda n: -n, messages.append)
    assert sorted(done) == [-3, 0, 1, 2, 4, 5, 6, 7, 8]
    assert len(messages) == 1
    mark = tmp_path / 'died'
    jobs = [(number, str(mark)) for number in range(9)]
    done = run_jobs(die_once, jobs, 2, lambda job: 'dead')
    assert sorted(done) == list(range(9))
    with pytest.raises(OutputError, match='full'):
        list(run_jobs(fail_of_three, range(9), 2, None))


def test_a_job_that_never_ends_is_given_up():
    done = run_jobs(loop_at_three, range(6), 2, lambda n: -n, limit=0.5)
    assert sorted(done) == [-3, 0, 1, 2, 4, 5]


def test_what_kills_its_decoder_is_named(source, tmp_path):
    out = tmp_path / 'out'
    summary = run(source, out, workers=2, work=dying_clip)
    assert [r['id'] for r in summary.records] == ['it%27s%20%C3%BC']
    assert ('a.mp4', 'a') in {(f, i) for f, i, _ in summary.rejected}
    cause = next(c for f, _, c in summary.rejected if f == 'a.mp4')
    assert 'its decoder died' in cause
    # with --verify it gets another chance, here with a sound decoder
    assert len(run(source, out, verify=True).records) == 2
    whole = tmp_path / 'whole'
    run(source, whole, workers=1)
    assert sums(out) == sums(whole)
