"""The other tools: lists, worlds, pictures of a data set, the demo's glue."""

import runpy
import shutil
import sys

import pytest

from mmavloc.engine.runner import link_last
from studies.pipeline import run_logged
from tests.paths import REPO

from .conftest import run_tool, tiny_options


def test_make_lists(flickr, tmp_path):
    root = tmp_path / 'data'
    shutil.copytree(flickr, root)
    shutil.rmtree(root / 'lists', ignore_errors=True)
    said = run_tool('tools/make_lists.py', root, '--sizes', 2, 5, 1000)
    assert '9 clips with image and audio' in said
    assert 'train_1k.txt: not written, because it needs 1000' in said
    two = (root / 'lists/train_2.txt').read_text().split()
    five = (root / 'lists/train_5.txt').read_text().split()
    assert len(two) == 2 and five[:2] == two
    again = run_tool('tools/make_lists.py', root, '--sizes', 2, '--seed', 7)
    assert 'exists already' in again
    assert (root / 'lists/train_2.txt').read_text().split() == two
    # a list that a run of other sizes left is not taken for this one
    (root / 'lists/train_4.txt').write_text('\n'.join(two))
    said = run_tool('tools/make_lists.py', root, '--sizes', 4, fails=True)
    assert 'train_4.txt: exists already and holds 2 ids, want 4' in said
    said = run_tool('tools/make_lists.py', tmp_path / 'nothing', fails=True)
    assert 'no such folder' in said and 'Traceback' not in said


def test_make_supervised_lists(flickr, tmp_path):
    root = tmp_path / 'data'
    shutil.copytree(flickr, root)
    said = run_tool('tools/make_lists.py', root, '--supervised', 2, 4, 2500)
    assert '6 clips with image and audio and with annotation' in said
    assert (
        'supervised_2500.txt: not written, because it needs 2500 clips and'
        in said
    )
    two = (root / 'lists/supervised_2.txt').read_text().split()
    four = (root / 'lists/supervised_4.txt').read_text().split()
    assert len(two) == 2 and four[:2] == two and len(four) == 4
    assert all(name.startswith('5') for name in four)
    again = run_tool('tools/make_lists.py', root, '--supervised', 4)
    assert 'exists already' in again
    (root / 'test.txt').unlink()
    said = run_tool('tools/make_lists.py', root, '--supervised', 2, fails=True)
    assert 'test.txt: no such id list' in said and 'Traceback' not in said


def test_browse_dataset(flickr, tmp_path):
    said = run_tool(
        *('tools/browse_dataset.py', 'configs/unsup_denovo_1k.py'),
        *('--mode', 'test', '--number', 2, '--output-dir', tmp_path),
        *('--cfg-options', *tiny_options(flickr)[-8:]),
    )
    assert '2 of 5 clips drawn' in said
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        '9000.png',
        '9001.png',
    ]


def test_make_sounding_shapes(tmp_path):
    command = [
        *('tools/make_sounding_shapes.py', tmp_path / 'w', '--train', 2),
        *('--val', 1, '--test', 1, '--type-a', 1, '--type-b', 1),
        *(
            '--supervised',
            1,
            '--classes',
            12,
            '--size',
            64,
            '--seconds',
            1,
            '--workers',
            1,
        ),
    ]
    assert 'made' in run_tool(*command)
    assert 'exists already' in run_tool(*command)
    said = run_tool(*command, '--seed', 5, fails=True)
    assert 'seed 0 instead of 5' in said and 'Traceback' not in said


@pytest.mark.parametrize(
    'tool', sorted(p.name for p in (REPO / 'tools').glob('*.py'))
)
def test_help_explains_itself(tool, monkeypatch, capsys):
    """In this process: starting one for each takes a minute."""
    monkeypatch.setattr(sys, 'argv', [tool, '--help'])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(REPO / 'tools' / tool), run_name='__main__')
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert 'usage:' in said and len(said) > 300


def test_shell_launchers_explain_themselves():
    for name in ('dist_train', 'dist_test', 'slurm_train'):
        said = run_tool(f'tools/{name}.sh', launcher=['bash'], fails=True)
        assert f'tools/{name}.sh' in said and 'usage:' in said


def test_a_stage_that_failed_is_named(tmp_path):
    with pytest.raises(ValueError, match=r'make_lists.py failed .*a\.log'):
        run_logged(
            ['make_lists.py', str(tmp_path / 'nothing')],
            tmp_path / 'a.log',
            lambda part, remark: None,
        )
    assert 'no such folder' in (tmp_path / 'a.log').read_text()


def test_the_newest_checkpoint_is_the_last(tmp_path):
    link_last(tmp_path)
    assert not list(tmp_path.iterdir())
    for name in ('epoch_1.pth', 'epoch_2.pth'):
        (tmp_path / name).write_text(name)
        (tmp_path / 'last_checkpoint').write_text(f'elsewhere/{name}')
        link_last(tmp_path)
    assert (tmp_path / 'last.pth').read_text() == 'epoch_2.pth'
