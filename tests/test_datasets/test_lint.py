"""Valid lists, and every problem that the linter finds."""

import pytest

from mmavloc.datasets.lists.leakage import find_annotated, find_leak
from mmavloc.datasets.lists.lint import (
    find_dropped_id,
    find_leaks,
    find_wrong_id,
    lint_lists,
)
from mmavloc.formats.annotation import scan_annotation
from mmavloc.formats.findings import (
    Finding,
    find_absent,
    raise_first_error,
)
from mmavloc.formats.ids import RIGHT_ID, WRONG_ID, repair_ids
from mmavloc.testing import (
    write_annotation,
    write_clips,
    write_flickr_layout,
    write_image,
    write_sound,
)


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=4, test=4, supervised=3)
    return tmp_path


def lint(root, pairs=(), types=(), negatives=(), **roles):
    return lint_lists(
        paths={
            role: [root / name for name in names]
            for role, names in roles.items()
        },
        data_root=root,
        pairs=[root / name for name in pairs],
        types=[root / name for name in types],
        negatives=[root / name for name in negatives],
    )


def summary(findings):
    return [(f.severity, f.kind, f.ids) for f in findings]


ALL = dict(train=['train.txt'], supervised=['supervised.txt'])


def test_valid_lists_have_no_findings(root):
    (root / 'pairs.txt').write_text('9000 9001\n9001 9002\n')
    (root / 'types.txt').write_text('9000 A\n9003 B\n')
    found = lint(root, ['pairs.txt'], ['types.txt'], **ALL, test=['test.txt'])
    assert found == []


def test_a_simple_loop_finds_the_same_leaks():
    lists = {
        'train': {'a': ['1', '2', '3'], 'b': ['4']},
        'supervised': {'s': ['5', '8']},
        'val': {'v': ['3', '5', '6']},
        'test': {'t': ['2', '6', '7'], 'u': ['4']},
    }
    slow = set()
    for role, others in (
        ('train', 'val test'),
        ('supervised', 'val test'),
        ('val', 'test'),
    ):
        for name, ids in lists[role].items():
            for other in others.split():
                for path, tested in lists[other].items():
                    for one in ids:
                        if one in tested:
                            slow.add((name, path, one))
    found = find_leaks(lists)
    assert {(f.path, *f.ids) for f in found} == {(a, i) for a, _, i in slow}
    assert len(found) == len({s[:2] for s in slow}) == 5
    assert all(f.kind == 'leak' and f.severity == 'error' for f in found)
    assert 'a and t share 1 ids: 2; a test clip' in found[1].message


def test_a_leak_counts_all_and_names_some():
    ids = [f'{i}' for i in range(20)]
    (leak,) = find_leak(ids, 'train.txt', ids[:9], 'test.txt')
    assert len(leak.ids) == 9 and '9 ids: 0, 1, 2, 3, 4 and 4' in leak.message
    assert find_leak(ids, 'train.txt', ['x'], 'test.txt') == []


def test_annotated_training_clips_are_a_warning(root):
    (root / 'train.txt').write_text('1000\n9001\n5002\n')
    found = lint(root, train=['train.txt'])
    assert summary(found) == [('warning', 'annotated', ('5002', '9001'))]
    assert '2 of 3 ids' in found[0].message
    assert find_annotated(['1'], 'a', ['2']) == []
    raise_first_error(found)  # a warning is not raised


def test_duplicate_and_odd_ids(root):
    (root / 'train.txt').write_text('1000\n1000\n../x\n1001\n')
    assert summary(lint(root, train=['train.txt'])) == [
        ('error', 'duplicate', ('1000',)),
        ('error', 'list', ('../x',)),
    ]
    (root / 'train.txt').write_text('# none\n')
    assert summary(lint(root, train=['train.txt'])) == [('error', 'list', ())]
    (root / 'train.txt').write_bytes(b'\xff\xfe\x00')
    (found,) = lint(root, train=['train.txt'])
    assert 'train.txt: not UTF-8 text' in found.message


def test_unknown_ids_and_empty_files(root):
    (root / 'image/9000.jpg').unlink()
    (root / 'audio/9001.wav').write_bytes(b'')
    (root / 'annotation/9002.xml').unlink()
    (root / 'annotation/9003.xml').write_bytes(b'')
    (root / 'audio/1002.wav').unlink()
    found = lint(root, train=['train.txt'], test=['test.txt'])
    assert summary(found) == [
        ('error', 'unknown', ('1002',)),
        ('error', 'unknown', ('9000',)),
        ('error', 'empty', ('9001',)),
        ('error', 'unknown', ('9002',)),
        ('error', 'empty', ('9003',)),
    ]
    assert '1 of 4 ids have no annotation in' in found[3].message


def test_every_broken_annotation_and_box_is_reported(root):
    write_annotation(
        root / 'annotation/9000.xml',
        [[(1, 1, 1, 9), (0, 0, 9, 9)], [(9, 9, 3, 3)], [(0, 0, 300, 9)]],
    )
    (root / 'annotation/9001.xml').write_text('<a><b>')
    write_annotation(root / 'annotation/9002.xml', [[], []])
    write_annotation(root / 'annotation/9003.xml', [[('x', 0, 1, 1)]] * 7)
    found = lint(root, test=['test.txt'])
    kinds = [(f.kind, *f.ids) for f in found]
    assert kinds == [
        *[('box', '9000')] * 3,
        *[('annotation', n) for n in ('9001', '9002')],
        *[('box', '9003')] * 7,
        ('annotation', '9003'),
    ]
    for finding, text in zip(
        found,
        ('inverted or empty', 'inverted', 'outside the 256', 'not XML'),
        strict=False,
    ):
        assert text in finding.message and '.xml: ' in finding.message
        assert finding.path.endswith('test.txt')
    annotation = scan_annotation(root / 'annotation/9000.xml')
    assert annotation.boxes.tolist() == [[0, 0, 9 / 256, 9 / 256]]
    assert annotation.annotators.tolist() == [0]
    assert annotation.num_annotators == 3


def test_the_id_that_does_not_exist(root):
    write_image(root / f'image/{RIGHT_ID}.jpg')
    write_sound(root / f'audio/{RIGHT_ID}.wav')
    write_annotation(root / f'annotation/{RIGHT_ID}.xml', [[(1, 1, 9, 9)]])
    (root / 'test.txt').write_text(f'9000\n{WRONG_ID}\n')
    found = lint(root, test=['test.txt'])
    assert summary(found) == [('warning', '249', (WRONG_ID,))]
    assert RIGHT_ID in found[0].message
    (root / 'train.txt').write_text(f'1000\n{RIGHT_ID}\n')
    found = lint(root, train=['train.txt'], test=['test.txt'])
    assert ('error', 'leak', (RIGHT_ID,)) in summary(found)
    (root / 'test.txt').write_text(f'{RIGHT_ID}\n{WRONG_ID}\n')
    found = summary(lint(root, test=['test.txt']))
    assert found[0] == ('error', '249', (WRONG_ID,))
    assert found[1] == ('error', 'unknown', (WRONG_ID,))
    assert find_wrong_id(['1'], 'test.txt', ['1']) == []


def test_a_list_of_249_ids_is_reported():
    ids = [f'{4_000_000_000 + i}' for i in range(248)]
    (found,) = find_dropped_id([*ids, '7'], 'test.txt')
    assert (found.severity, found.ids) == ('warning', (RIGHT_ID,))
    assert find_dropped_id([*ids, RIGHT_ID], 'test.txt') == []
    assert find_dropped_id([*ids, '7', '8'], 'test.txt') == []
    assert find_dropped_id([*ids, 'test_1'], 'test.txt') == []


def test_the_repair_keeps_an_id_that_exists():
    assert repair_ids(['1', WRONG_ID]) == ['1', RIGHT_ID]
    assert repair_ids(['1', WRONG_ID], {WRONG_ID}.__contains__) == [
        '1',
        WRONG_ID,
    ]
    assert repair_ids([RIGHT_ID, WRONG_ID]) == [RIGHT_ID, WRONG_ID]


def test_pairs_and_types_of_absent_clips(root):
    (root / 'pairs.txt').write_text('9000 7\n9001 9001\n9000 7\n8 9000\n')
    (root / 'types.txt').write_text('9000 A\n9000 B\n9001 C\n5 A\n')
    found = lint(root, ['pairs.txt'], ['types.txt'], test=['test.txt'])
    assert summary(found) == [
        ('error', 'list', ('9001', '9001')),
        ('error', 'duplicate', ('9000', '7')),
        ('error', 'absent', ('7', '8')),
        ('error', 'duplicate', ('9000',)),
        ('error', 'list', ('9001',)),
        ('error', 'absent', ('5',)),
    ]
    # without a test list, the clips are those that are annotated
    (root / 'types.txt').write_text('5001 A\n1000 B\n')
    found = lint(root, types=['types.txt'])
    assert summary(found) == [('error', 'absent', ('1000',))]
    assert find_absent(['1'], 'a', ['1']) == []


def test_missing_lists_and_folders_are_errors(root):
    for kwargs, name in (
        (dict(test=['no.txt']), 'no.txt: no such id list'),
        (dict(pairs=['no.txt']), 'no.txt: no such pair list'),
        (dict(types=['no.txt']), 'no.txt: no such list of types'),
    ):
        with pytest.raises(FileNotFoundError, match=name):
            lint(root, **kwargs)
    with pytest.raises(FileNotFoundError, match='image: no such folder'):
        lint(root / 'nowhere')


def test_the_first_error_is_raised():
    findings = [
        Finding('a', 'x', 'x: harmless', severity='warning'),
        Finding('b', 'x', 'x: bad'),
        Finding('b', 'x', 'x: worse'),
    ]
    with pytest.raises(ValueError, match='^x: bad$'):
        raise_first_error(findings)


def test_clips_are_searched_in_the_data_root_of_their_list(tmp_path):
    """The training list has one root; test lists have another or none."""
    root, other = tmp_path / 'vggsound', tmp_path / 'vggss'
    write_clips(root, 'train', ['a', 'b'])
    (root / 'lists').mkdir()
    (root / 'train.txt').rename(root / 'lists/train_2.txt')
    write_clips(other, 'test', ['b', 'c'], [[(0, 0, 9, 9)]])
    (other / 'annotation/c.xml').unlink()
    (tmp_path / 'loose.txt').write_text('a\n')
    roles = dict(train=['lists/train_2.txt'])
    assert lint(root, **roles) == []
    found = lint(root, **roles, test=['../vggss/test.txt', '../loose.txt'])
    assert summary(found) == [
        ('error', 'leak', ('b',)),
        ('error', 'leak', ('a',)),
        ('error', 'unknown', ('c',)),  # of 2: b has one there
        ('error', 'unknown', ('a',)),  # no annotation below the data root
    ]
    assert f'in {root}/../vggss/annotation' in found[2].message
    assert f'in {root}/annotation' in found[3].message


def test_negatives_are_tested_too(root):
    (root / 'silent.csv').write_text(
        'video,audio,label\n9000,1000,non-sounding\n9001,7,non-sounding\n'
    )
    (root / 'train.txt').write_text('1000\n1001\n')
    found = lint(root, negatives=['silent.csv'], train=['train.txt'])
    assert summary(found) == [
        ('error', 'leak', ('1000',)),
        ('error', 'unknown', ('7',)),
    ]
    (root / 'silent.csv').write_text('9000,1000\n')
    (found,) = lint(root, negatives=['silent.csv'])
    assert found.kind == 'list' and 'line 1' in found.message
