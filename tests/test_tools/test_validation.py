"""A checkpoint is chosen by validation clips, and never by tested ones."""

import json
import re
import shutil

import pytest
import torch

from mmavloc.evaluation.results.files import (
    as_text,
    read_results,
    results_markdown,
)
from mmavloc.formats.id_lists import read_id_list

from .conftest import run_tool, tiny_options

CONFIG = 'configs/unsup_pretrained_1k.py'


@pytest.fixture
def root(flickr, tmp_path):
    shutil.copytree(flickr, tmp_path / 'data')
    (tmp_path / 'data/supervised.txt').unlink()  # its clips may validate
    return tmp_path / 'data'


def train(root, *argv, epochs=2, work='work', fails=False):
    options = [
        f'val_dataloader.{key}'
        for key in (
            'dataset.pipeline.1.duration=1.0',
            'num_workers=0',
            'persistent_workers=False',
        )
    ]
    return run_tool(
        *('tools/train.py', CONFIG, '--work-dir', root / work, *argv),
        *('--data-root', root),
        *(
            '--cfg-options',
            *tiny_options(root),
            f'train_cfg.max_epochs={epochs}',
        ),
        *('log_level=WARNING', *([] if '--no-val' in argv else options)),
        fails=fails,
    )


def best(root):
    (path,) = (root / 'work').glob('best_localization_cIoU_epoch_*.pth')
    return path


def test_validation_lists(root):
    run_tool('tools/make_lists.py', root, '--supervised', 2)
    said = run_tool('tools/make_lists.py', root, '--val', 2, 4, 5)
    assert '6 clips with image and audio and with annotation' in said
    assert '2 of them are excluded' in said
    assert (
        'val_5.txt: not written, because it needs 5 clips and there are 4'
        in said
    )
    two = read_id_list(root / 'lists/val_2.txt')
    four = read_id_list(root / 'lists/val_4.txt')
    boxes = read_id_list(root / 'lists/supervised_2.txt')
    assert four[:2] == two and len({*four, *boxes}) == 6
    assert all(name.startswith('5') for name in four)
    # a later list skips those, and tested clips of other lists
    said = run_tool('tools/make_lists.py', root, '--supervised', 3)
    assert 'supervised_3.txt: not written' in said
    shutil.rmtree(root / 'lists')
    (root / 'types_ids.txt').write_text('5000\n5001\n')
    run_tool('tools/make_lists.py', root, '--val', 4)
    assert set(read_id_list(root / 'lists/val_4.txt')) == {
        *('5002', '5003', '5004', '5005')
    }
    (root / 'test.txt').unlink()
    said = run_tool('tools/make_lists.py', root, '--val', 2, fails=True)
    assert 'test.txt: no such id list' in said and 'Traceback' not in said


def test_the_best_checkpoint_is_kept(root, tmp_path):
    run_tool('tools/make_lists.py', root, '--val', 4)
    shutil.move(root / 'lists/val_4.txt', root / 'lists/val_200.txt')
    train(root)  # by default, as the list is there
    checkpoint = torch.load(best(root), weights_only=False)
    assert 'selected_on' not in checkpoint['meta']
    assert 0 <= checkpoint['message_hub']['runtime_info']['best_score'] <= 100
    out = tmp_path / 'r.json'
    run_tool(
        *('tools/test.py', CONFIG, best(root), '--out', out),
        *('--work-dir', tmp_path, '--cfg-options', *tiny_options(root)),
    )
    cells = read_results(out)['test'].values()
    assert not any('selected_on' in cell for cell in cells)
    # that clips were scored has changed nothing
    train(root, '--no-val', work='plain')
    assert not list(root.glob('plain/best*'))
    with_val, without = (
        torch.load(root / name / 'epoch_2.pth', weights_only=False)
        for name in ('work', 'plain')
    )
    for key, value in without['state_dict'].items():
        assert torch.equal(with_val['state_dict'][key], value), key


def test_without_a_list_it_says_so_and_trains(root):
    said = train(root, epochs=1)
    assert 'val_200.txt: no such validation list' in said
    assert '--no-val trains without' in ' '.join(said.split())
    assert (root / 'work/epoch_1.pth').is_file()
    assert not list(root.glob('work/best*'))


def test_choosing_by_the_test_is_refused_or_told_for_ever(root, tmp_path):
    (root / 'own.txt').write_text('5000\n9001\n9002\n')
    argv = ['--val', 'own.txt']
    said = train(root, *argv, fails=True)
    assert '2 of 3 validation clips are also test clips, 9001, 9002' in said
    assert 'Traceback' not in said and not list(root.glob('work/*.pth'))
    train(root, *argv, '--allow-test-selection')
    last = root / 'work/epoch_2.pth'
    for path in (best(root), last):
        checkpoint = torch.load(path, weights_only=False)
        assert checkpoint['meta']['selected_on'] == 'test'
    # trained on from there, without any validation
    train(root, '--resume', last, '--no-val', epochs=3)
    last = root / 'work/epoch_3.pth'
    checkpoint = torch.load(last, weights_only=False)
    assert checkpoint['meta']['selected_on'] == 'test'
    out = tmp_path / 'r.json'
    said = run_tool(
        *('tools/test.py', CONFIG, last, '--out', out),
        *('--work-dir', tmp_path, '--cfg-options', *tiny_options(root)),
    )
    assert 'selected on clips of the test set' in said
    results = read_results(out)
    cells = results['test'].values()
    assert {cell['selected_on'] for cell in cells} == {'test'}
    assert 'test (n = 5, selected on test)' in results_markdown(
        results, 'cIoU'
    )
    assert '5, selected on test' in as_text(results)
    assert 'selected_on' not in json.dumps(
        json.loads(out.with_suffix('.clips.json').read_text())
    )


@pytest.mark.parametrize(
    ('argv', 'message'),
    [
        (['--val', 'no.txt'], r'no.txt: no such validation list; .*make_list'),
        (['--val', 'train.txt'], 'files of 9 listed clips are missing'),
    ],
)
def test_a_list_that_cannot_validate_is_one_sentence(root, argv, message):
    said = train(root, *argv, fails=True)
    assert re.search(message, said) and 'Traceback' not in said
