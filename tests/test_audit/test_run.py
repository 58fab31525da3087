"""The audit on models whose answer is known beforehand."""

import json
import re

import numpy as np
import pytest
import soundfile
import torch
from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.audit import (
    audit_clips,
    draw_examples,
    judge,
    make_section,
    open_splits,
    write_pages,
)
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.results.files import read_results
from mmavloc.registry import MODELS
from mmavloc.testing import write_annotation, write_image, write_sound

register_all_modules()
CLIPS = 12
GRID = 16


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """Clips whose sound's loudness, and picture's red, tell their number."""
    root = tmp_path_factory.mktemp('audited')
    names = [f'clip{i:02d}' for i in range(CLIPS)]
    for i, name in enumerate(names):
        write_image(root / f'image/{name}.jpg', (64, 64), i)
        wave = 0.5 * np.sin(np.arange(22050) * 0.05 * (i + 1))
        (root / 'audio').mkdir(exist_ok=True)
        soundfile.write(root / f'audio/{name}.wav', wave, 22050)
        x, y = 32 + 16 * (i % 4), 48 + 16 * (i % 3)
        boxes = [(x, y, x + 64 + 8 * i, y + 64)]
        if i % 3 == 0:
            boxes.append((200, 200, 240, 240))
        write_annotation(root / f'annotation/{name}.xml', [boxes])
    (root / 'test.txt').write_text('\n'.join(names))
    return root


def config(root, **model):
    return Config(
        dict(
            model=model,
            test_dataloader=dict(
                batch_size=5,
                num_workers=0,
                dataset=dict(
                    type='FlickrSoundNet',
                    data_root=str(root),
                    ann_file='test.txt',
                    test_mode=True,
                    pipeline=[
                        dict(type='LoadImage'),
                        dict(type='LoadAudio', duration=1.0),
                        dict(type='PackAVInputs'),
                    ],
                ),
            ),
        )
    )


class Known:
    """Answers by what it knows of the clips; hears frequencies.

    Args:
        uses: ``'sound'``, points at the box whose clip it hears, and nowhere
            else; ``'nothing'``, points at all boxes in view.
    """

    def __init__(self, uses, dataset):
        self.uses = uses
        infos = [dataset.get_data_info(i) for i in range(len(dataset))]
        self.boxes = {i['sample_id']: i['boxes'] for i in infos}
        self.voices = {
            name: self.voice(torch.from_numpy(
                soundfile.read(info['audio_path'], dtype='float32')[0]))
            for info in infos for name in [info['sample_id']]
        }  # fmt: skip

    @staticmethod
    def voice(wave):
        return int(torch.fft.rfft(wave.float()).abs().argmax())

    def test_step(self, data):
        samples = data['data_samples']
        for sample, wave in zip(samples, data['inputs']['audio'], strict=True):
            shown = sample.sample_id.partition(':')[0].split('+')
            heat = torch.zeros(64, 64)
            for place, name in enumerate(shown):
                hears = (
                    bool(wave.any()) and self.voice(wave) == self.voices[name]
                )
                if self.uses == 'sound' and not hears:
                    continue
                for x1, y1, x2, y2 in self.boxes[name]:
                    if len(shown) == 2:
                        x1, x2 = (x1 + place) / 2, (x2 + place) / 2
                    rows = slice(round(64 * y1), round(64 * y2))
                    heat[rows, round(64 * x1) : round(64 * x2)] = 1
            sample.pred_maps = {'localization': heat}
        return samples


def audited(cfg, model, folder, protocols=('mmavloc',)):
    rules = [get_protocol(name) for name in protocols]
    return [
        audit_clips(model(dataset), dataset, cfg, rules)
        for dataset in open_splits(cfg, folder)
    ]


@pytest.fixture(scope='module')
def oracle(root, tmp_path_factory):
    cfg, folder = config(root), tmp_path_factory.mktemp('pairs')
    single = open_splits(cfg, folder)[0]
    model = Known('sound', single)
    found = audited(cfg, lambda d: model, folder, ('mmavloc', 'lvs'))
    return model, found


def test_an_oracle_uses_the_sound_and_shows_that_it_is_needed(oracle):
    _, found = oracle
    assert [f.split for f in found] == ['test', 'concat_test']
    for f in found:
        said = judge(f)
        assert said.needs is True and said.uses is True
        assert f.cells['localization/cIoU']['value'] == 100
        assert f.cells['swapped/cIoU']['value'] == 0
        assert f.cells['silent/cIoU']['value'] == 0
        assert f.cells['gap_swapped/cIoU']['value'] == 100
        assert 'needs sound, and the model uses it' in said.headline
        assert '100.0 % [100.0, 100.0] of the clips' in said.headline
    both = found[1].cells
    assert both['localization/half_acc']['value'] == 100
    assert both['localization/cIoU']['n'] == len(found[1].objects) // 2
    assert 'ceiling_soundless/cIoU' in both
    assert both['ceiling_soundless/cIoU']['value'] < 60
    assert 'ceiling_soundless/cIoU' not in found[0].cells


def test_a_model_that_ignores_the_sound_is_told_so(root, tmp_path):
    cfg = config(root)
    single = open_splits(cfg, tmp_path)[0]
    model = Known('nothing', single)
    single, both = audited(cfg, lambda d: model, tmp_path)
    for f in (single, both):
        said = judge(f)
        assert not f.hears and not said.uses
        assert 'ignores the sound' in said.headline
        assert 'the same for every sound' in said.headline
        assert f.cells['alike_swapped/unchanged']['value'] == 100
        assert f.cells['gap_swapped/cIoU']['value'] == 0
    # it is right on single clips, so that it cannot tell if sound is needed
    assert judge(single).needs is None
    assert single.cells['localization/cIoU']['value'] == 100
    assert both.cells['localization/half_acc']['value'] == 50


def test_a_floor_is_audited_as_any_model(root, tmp_path):
    cfg = config(root, type='FloorLocalizer', kind='centre', grid=(GRID, GRID))
    found = audited(cfg, lambda d: MODELS.build(cfg.model).eval(), tmp_path)
    for f in found:
        assert f.grid == (GRID, GRID)
        cells = f.cells
        for metric in ('cIoU', 'AUC', 'cIoU_tau'):
            mine, floor = (
                cells[f'localization/{metric}'],
                cells[f'centre/{metric}'],
            )
            assert mine['value'] == floor['value']
        assert judge(f).needs is None and not judge(f).uses


def test_parts_by_size_and_objects_hold_every_clip_once(oracle):
    f = oracle[1][0]
    cells = f.cells
    sizes = [cells[f'localization/cIoU|{name}']['n'] for name in f.sizes]
    assert sum(sizes) == CLIPS
    assert cells['localization/cIoU|1 object']['n'] == 8
    assert cells['localization/cIoU|2 objects']['n'] == 4
    low, high = f.sizes['large']
    assert low <= high <= f.table.column('localization', 'area').max()


def test_pages_hold_the_answer_and_every_number(oracle, tmp_path):
    model, found = oracle
    sections = [make_section(f, draw_examples(model, f)) for f in found]
    write_pages(sections, {'model': 'an <oracle>', 'data': 'made'}, tmp_path)
    html = (tmp_path / 'report.html').read_text()
    text = (tmp_path / 'report.md').read_text()
    said = sections[0].verdict.headline
    assert text.startswith(f'**{said}**')
    assert 'an &lt;oracle&gt;' in html and 'an <oracle>' not in html
    # one file: nothing is fetched
    assert 'src="data:image/jpeg;base64,' in html and '<link' not in html
    # names of formats, and pictures as text, may hold anything
    named = '(www.w3|matplotlib|purl|creativecommons)[.]org'
    rest = re.sub(rf'https?://{named}|base64,[^"]*', '', html)
    assert 'http' not in rest
    assert html.count('<svg') == 6
    results = read_results(tmp_path / 'results.json')
    assert set(results) == {'test', 'concat_test'}
    cell = results['test']['gap_soundless/cIoU']
    assert cell['needs_sound'] is True and cell['answer'] == said
    assert json.dumps(results, allow_nan=False)
    links = text.split('](<')[1:]
    assert len(links) == 8
    for link in links:
        assert (tmp_path / link.partition('>)')[0]).is_file()
    for clip in sections[0].clips:
        assert clip.sample_id in html and clip.sample_id in text


def test_clips_are_chosen_by_rank_and_once(oracle):
    model, (f, _) = oracle
    clips = draw_examples(model, f)
    names = [clip.sample_id for clip in clips]
    assert len(set(names)) == len(names) == 6
    gain = f.table.column('localization', 'cIoU_tau') - f.table.column(
        'image_only', 'cIoU_tau'
    )
    best = f.dataset.get_data_info(int(gain.argmax()))['sample_id']
    assert names[0] == best


def test_maps_that_are_no_numbers_name_their_clip(root, tmp_path):
    cfg = config(root, type='FloorLocalizer', kind='ones')
    model = MODELS.build(cfg.model).eval()
    wrong = torch.full((5, 4, 4), torch.nan)
    model.maps = lambda inputs, samples=None: {'localization': wrong}
    with pytest.raises(ValueError, match='clip clip00 has values'):
        audited(cfg, lambda d: model, tmp_path)
    model.maps = lambda inputs, samples=None: {'heat': wrong}
    with pytest.raises(ValueError, match='predicts the maps heat'):
        audited(cfg, lambda d: model, tmp_path)


def test_few_clips_that_agree_prove_nothing(root, tmp_path):
    cfg = config(root)
    cfg.test_dataloader.dataset.indices = 3
    single = open_splits(cfg, tmp_path)[0]
    rules = [get_protocol('mmavloc')]
    found = audit_clips(Known('sound', single), single, cfg, rules)
    assert found.cells['gap_swapped/cIoU']['low'] > 0
    assert not judge(found).needs and not judge(found).uses


def test_names_of_splits(root, tmp_path):
    """Each becomes a file's name, and is a key of the results."""
    cfg = config(root)
    one = cfg.test_dataloader.dataset
    cfg.test_dataloader.dataset = dict(
        type='ConcatDataset', datasets=[one, {**one, 'split': 'again'}]
    )
    found = open_splits(cfg, tmp_path, ['again', 'again'])
    names = [dataset.get_data_info(0)['split'] for dataset in found]
    assert names == ['again', 'concat_again']
    for name, wanted in (
        ('test', "'test' occurs twice"),
        ('a/b', 'has a slash'),
    ):
        cfg.test_dataloader.dataset.datasets[1]['split'] = name
        with pytest.raises(ValueError, match=wanted):
            open_splits(cfg, tmp_path)


def test_pairs_are_of_the_clips_that_are_audited(root, tmp_path):
    cfg = config(root)
    for clips in (4, 6):  # the second time over the first one's list
        cfg.test_dataloader.dataset.indices = clips
        pairs = open_splits(cfg, tmp_path)[1]
        assert len(pairs) == clips * (clips - 1)


def test_pairs_of_few_pictures_in_groups(root, tmp_path):
    """Clips of one picture are not joined, and so not counted."""
    cfg = config(root)
    cfg.test_dataloader.dataset.type = 'IS3'
    for name in ('a_b_a', 'a_b_b', 'c_d_c', 'c_d_d'):
        write_image(tmp_path / f'image/{name}.jpg')
        write_sound(tmp_path / f'audio/{name}.wav')
        boxes = [[(10, 10, 90, 90)]]
        write_annotation(tmp_path / f'annotation/{name}.xml', boxes)
    cfg.test_dataloader.dataset.data_root = str(tmp_path)
    (tmp_path / 'test.txt').write_text('a_b_a\na_b_b\nc_d_c\nc_d_d\n')
    assert len(open_splits(cfg, tmp_path)[1]) == 2 * 4
    assert len(open_splits(cfg, tmp_path, pairs=False)) == 1
    (tmp_path / 'test.txt').write_text('a_b_a\na_b_b\n')
    assert len(open_splits(cfg, tmp_path)) == 1
