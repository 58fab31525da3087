"""The linter as users run it: what it says and how it ends."""

import json
import shutil

import pytest

from mmavloc.testing import write_annotation, write_clips

from .conftest import end_tool


def lint(*argv):
    code, said = end_tool('tools/lint_lists.py', *argv)
    assert 'Traceback' not in said
    return code, said


@pytest.fixture
def root(flickr, tmp_path):
    shutil.copytree(flickr, tmp_path / 'data')
    shutil.rmtree(tmp_path / 'data/lists', ignore_errors=True)
    return tmp_path / 'data'


def test_clean(root):
    code, said = lint(root)
    assert code == 0 and '3 lists: 0 errors, 0 warnings' in said


def test_warnings_are_errors_only_if_asked(root):
    with (root / 'train.txt').open('a') as file:
        file.write('5000\n')
    argv = [root, '--train', root / 'train.txt']
    code, said = lint(*argv)
    assert code == 0 and '1 lists: 0 errors, 1 warnings' in said
    assert 'annotated' in said and '5000' in said
    assert lint(*argv, '--strict')[0] == 1


def test_errors(root, tmp_path):
    with (root / 'train.txt').open('a') as file:
        file.write('9000\n')
    write_annotation(root / 'annotation/9001.xml', [[(5, 5, 5, 6)]])
    write_annotation(root / 'annotation/9003.xml', [[(5, 5, 1, 6)]])
    code, said = lint(root, '--json', tmp_path / 'found.json')
    assert code == 1 and '3 errors, 1 warnings' in said
    assert '[5.0, 5.0, 5.0, 6.0]' in said.replace('\n', ' ')
    found = json.loads((tmp_path / 'found.json').read_text())
    assert (found['errors'], found['warnings']) == (3, 1)
    boxes = [f['ids'] for f in found['findings'] if f['kind'] == 'box']
    assert boxes == [['9001'], ['9003']]


def test_a_test_list_of_another_root(root, tmp_path):
    """Is compared with the lists that lie under the data root."""
    other = tmp_path / 'other'
    write_clips(other, 'test', ['1000', '7'], [[(0, 0, 9, 9)]])
    code, said = lint(root, '--test', other / 'test.txt')
    assert code == 1 and '4 lists: 1 errors, 0 warnings' in said
    assert 'share 1 ids: 1000' in said.replace('\n', ' ')


def test_could_not_look(root, tmp_path):
    code, said = lint(tmp_path / 'nothing')
    assert code == 2 and 'holds no list' in said
    code, said = lint(root, '--test', root / 'nothing.txt')
    assert code == 2 and 'nothing.txt: no such id list' in said
    shutil.rmtree(root / 'audio')
    code, said = lint(root)
    assert code == 2 and 'audio: no such folder' in said
    assert lint()[0] == 2
