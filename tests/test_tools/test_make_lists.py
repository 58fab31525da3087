"""Training lists as users draw them: what is kept out of them."""

import shutil
import sys

import pytest

from mmavloc.cli import make_lists
from mmavloc.testing import write_clips


@pytest.fixture
def root(tmp_path):
    write_clips(tmp_path / 'data', 'all', [f'{i}' for i in range(10, 30)])
    return tmp_path / 'data'


def draw(monkeypatch, root, *argv):
    monkeypatch.setattr(
        sys, 'argv', ['make_lists.py', *map(str, [root, *argv])]
    )
    make_lists.main()
    return (root / 'lists/train_6.txt').read_text().split()


@pytest.mark.parametrize(
    ('name', 'line'),
    [
        ('test.txt', '{}\n'),
        ('pictures.txt', '{}.jpg\r\n'),
        ('flickr_test.csv', '{},202\r\n'),
        ('tabs.tsv', '{}\tdog barking\n'),
        ('header.csv', '{},3\n'),
    ],
)
def test_tested_clips_are_never_drawn(root, monkeypatch, name, line):
    tested = [f'{i}' for i in range(10, 24)]
    text = 'id,class\n' * (name == 'header.csv')
    text += ''.join(map(line.format, [*tested, '99']))
    path = root.parent / name
    path.write_text(text, encoding='utf-8-sig')
    drawn = draw(monkeypatch, root, '--sizes', 6, '--exclude', path)
    assert sorted(drawn) == [f'{i}' for i in range(24, 30)]


@pytest.mark.parametrize('line', ['v_10\n', 'test/10,3\n', '0010\n'])
def test_a_list_that_keeps_nothing_out_is_refused(root, monkeypatch, line):
    path = root.parent / 'test.csv'
    path.write_text(line)
    with pytest.raises(SystemExit, match=r'test\.csv: .*10'):
        draw(monkeypatch, root, '--sizes', 6, '--exclude', path)
    assert not (root / 'lists').exists()


def test_a_list_beside_clips_of_its_own_may_match_none_here(root, monkeypatch):
    other = root.parent / 'vggss'
    write_clips(other, 'test', ['a', 'b'])
    argv = ['--sizes', 6, '--exclude', other / 'test.txt']
    assert len(draw(monkeypatch, root, *argv)) == 6
    shutil.rmtree(root / 'lists')
    shutil.rmtree(other / 'image')
    with pytest.raises(SystemExit, match='none of its ids, such as a'):
        draw(monkeypatch, root, *argv)
