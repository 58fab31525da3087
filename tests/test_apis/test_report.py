"""Clips are picked by rank, and words follow the numbers."""

import re

import numpy as np
import pytest
import torch
from mmengine.config import Config

from mmavloc.apis import pick_clips
from mmavloc.apis.figures import FigureRow
from mmavloc.apis.modules import register_all_modules
from mmavloc.apis.next_commands import next_commands
from mmavloc.apis.report import as_lines, sentences, write_report
from mmavloc.apis.report_page import write_page
from mmavloc.apis.two_sounds import TwoSounds, _is_there
from mmavloc.engine.weights import sha256
from mmavloc.evaluation.results.answer import answer
from mmavloc.evaluation.results.clip_table import Clip, ClipTable
from mmavloc.evaluation.results.files import write_json
from mmavloc.structures import AVDataSample
from mmavloc.testing import write_flickr_layout
from mmavloc.visualization.figures import Panel


def clips(n):
    table = ClipTable(in_percent=True)
    values = {('localization', 'oya'): {'cIoU_tau': np.arange(n)}}
    table.add([Clip(f'{i:02d}') for i in range(n)], values)
    return table


def test_best_median_and_worst():
    picks = pick_clips(clips(21), each=1)
    assert picks == [
        ('best: 20 %', '20'),
        ('median: 10 %', '10'),
        ('worst: 0 %', '00'),
    ]
    ids = [sample_id for _, sample_id in pick_clips(clips(20), each=2)]
    assert ids == ['19', '18', '10', '09', '01', '00']


def test_few_clips_come_once_each():
    picks = pick_clips(clips(4), each=2)
    assert [i for _, i in picks] == ['03', '02', '01', '00']
    assert picks[0][0] == 'rank 1 of 4'


def cell(value, low, high):
    return dict(value=value, low=low, high=high, n=9, protocol='oya')


def test_a_gap_that_may_be_chance_is_called_so():
    def say(low):
        return sentences(
            {
                'test': {
                    'localization/cIoU': cell(50, 40, 60),
                    'centre/cIoU': cell(20, 10, 30),
                    'gap/cIoU': cell(3, low, 9),
                }
            }
        )[0]

    assert '50.0 %' in say(1) and 'centre in 20.0 %' in say(1)
    assert 'significant' not in say(1) and 'is not significant' in say(-2)


def split(low, high, n=300, lift=2.0):
    """Cells of one split, with a gap and where P lies."""
    cells = {
        f'{name}/cIoU': cell(30, 20, 40) | {'n': n}
        for name in ('centre', 'potential', 'localization')
    }
    cells['gap/cIoU'] = cell((low + high) / 2, low, high) | {'n': n}
    for key in ('lift_able', 'lift_silent', 'lift_background', 'peak_able',
                'peak_sounding', 'cells'):  # fmt: skip
        cells[f'potential/{key}'] = cell(100 * lift, 90 * lift, 110 * lift)
    return cells


@pytest.mark.parametrize(
    ('cells', 'word'),
    [
        (split(-6, 3), 'no'),
        (split(-12, -1), 'no'),
        (split(1, 12), 'yes'),
        (split(-1, 12), 'undecided'),
        (split(0, 0, n=8), 'undecided'),  # 3 of 8 may differ
        (split(100, 100, n=1), 'undecided'),
        (split(20, 40, lift=1.1), 'undecided'),  # P says nothing
    ],
)
def test_the_question_is_answered_by_the_intervals(cells, word):
    said = answer({'real': {'localization/cIoU': {}}, 'test': cells})
    assert said.of == {'test': 'open' if word == 'undecided' else word}
    part = {'no': 'Not on', 'yes': 'Yes on', 'undecided': 'Undecided on'}
    assert said.headline == f'Do we need sound? {part[word]} `test`.'
    assert f'[{cells["gap/cIoU"]["low"]:+.1f}, ' in said.detail
    assert answer({'real': {'localization/cIoU': {}}}) is None


def test_the_page_holds_everything_in_one_file(tmp_path):
    """Answer, warning, figure 5, tables, sheets, provenance, commands."""
    results = {'test': split(-6, 3), 'type_b': split(40, 60, lift=1.0)}
    image = np.zeros((24, 24, 3), np.uint8)
    heat = torch.arange(9.0).view(3, 3)
    sample = AVDataSample(sample_id='clip <1>')
    sample.boxes = np.array([[0, 0, 0.5, 0.5]])
    sample.pred_maps = {'potential': heat.numpy()}
    panels = [Panel('potential map P', heat), Panel(r'$\alpha$, horn', heat)]
    row = FigureRow(
        'b1', image, [*panels, Panel('truth', boxes=[sample.boxes])]
    )
    about = {'config': 'configs/demo.py', 'checkpoint': 'a.pth'}
    page = write_page(
        tmp_path / 'report.html',
        'Sound & sight',
        results,
        {'test': [('best: 9 %', image, sample)]},
        TwoSounds('type_b', (row,)),
        about,
        next_commands(about, results, 'r.json', tmp_path),
    ).read_text()
    for text in (
        'Sound &amp; sight',
        'Not on <code>test</code>; undecided on <code>type_b</code>.',
        'P is flat or inverted on <code>type_b</code> (1.00)',
        '-1.5 [-6.0, +3.0]',
        '\N{GREEK SMALL LETTER ALPHA}, horn<span class="scale">0 to 8',
        'best: 9 %: <code>clip &lt;1&gt;</code>',
        'lift on objects that can sound',
        'a.pth --split test --out',
        '<dt>config</dt><dd>configs/demo.py</dd>',
    ):
        assert text in page, text
    assert page.count('src="data:image/jpeg;base64,') == 5
    rest = re.sub(r'https?://www.w3[.]org|base64,[^"]*', '', page)
    rest = re.sub(
        r'https?://(matplotlib|purl|creativecommons)[.]org', '', rest
    )
    assert 'http' not in rest and '<script' not in rest and '<link' not in rest
    lines = as_lines(results, 'title')
    assert lines[2].startswith('**Do we need sound? Not on `test`;')
    assert lines[4].startswith('**Warning**: P is flat')


def test_results_on_other_data_are_not_reported(tmp_path):
    register_all_modules()
    write_flickr_layout(tmp_path, train=1, test=2)
    dataset = dict(
        type='FlickrSoundNet',
        data_root=str(tmp_path),
        ann_file='test.txt',
        test_mode=True,
        pipeline=[],
    )
    cfg = Config(dict(test_dataloader=dict(dataset=dataset)))
    results = tmp_path / 'r.json'
    shapes = {'localization/cIoU': cell(1, 0, 2) | {'world': 3}}
    write_json(results, {'test': shapes})
    out = tmp_path / 'out'
    with pytest.raises(ValueError, match='version 3 of Sound.* other data'):
        write_report(cfg, str(results), 'm.npz', str(out), 'title')
    assert not out.exists()


def test_a_checkpoint_is_found_by_every_name_of_it(tmp_path):
    file = tmp_path / 'last.pth'
    file.write_bytes(b'weights')
    known = sha256(file)
    for name in (str(file), f'{file}#sha256={known}', file.as_uri()):
        assert _is_there(name, known) and not _is_there(name, '0' * 64)
    assert not _is_there(f'{file}#sha256={"0" * 64}', known)
    assert not _is_there(str(tmp_path / 'none.pth'), known)
